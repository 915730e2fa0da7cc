// Draws time series on a canvas: lanes by unit, min–max band, gaps as gaps, axis in the site's zone, crosshair by mouse, touch and keys.
const MINUTE = 60e3, HOUR = 3600e3, DAY = 86400e3;
const STEPS = [1e3, 5e3, 15e3, 30e3, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 90 * DAY, 365 * DAY];
const LEFT = 52, RIGHT = 12, TOP = 8, AXIS = 24, LANE_GAP = 14;

const niceStep = (span, wanted) => {
  const raw = span / Math.max(1, wanted), power = 10 ** Math.floor(Math.log10(raw)), share = raw / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 2.5 ? 2.5 : share <= 5 ? 5 : 10) * power;
};
const figure = (v) => v === null || v === undefined ? '–' : Math.abs(v) >= 1000 ? Math.round(v).toLocaleString() : Math.abs(v) >= 10 ? v.toFixed(1) : Math.abs(v) >= 1 || v === 0 ? v.toFixed(2) : v.toPrecision(3);
const compact = (v, step) => Math.abs(v) >= 1e4 ? Intl.NumberFormat(undefined, { notation: 'compact', maximumFractionDigits: 1 }).format(v) : v.toFixed(Math.max(0, Math.min(4, -Math.floor(Math.log10(step) + 1e-9) + (step / 10 ** Math.floor(Math.log10(step)) === 2.5 ? 1 : 0))));

export const draw = (frame, data) => {
  const canvas = document.createElement('canvas'), tip = document.createElement('div'), spoken = document.createElement('div');
  tip.className = 'chart-tip'; tip.hidden = true; spoken.className = 'visually-hidden'; spoken.setAttribute('aria-live', 'polite');
  frame.replaceChildren(canvas, tip, spoken);
  const pen = canvas.getContext('2d');
  let view = null, cursor = null, queued = false;

  const zoned = (options) => { try { return new Intl.DateTimeFormat(undefined, { timeZone: data.zone, hourCycle: 'h23', ...options }); } catch { return new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', hourCycle: 'h23', ...options }); } };
  const offsetOf = (at) => {
    const p = Object.fromEntries(zoned({ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(at).map((x) => [x.type, Number(x.value)]));
    return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(at / 1000) * 1000;
  };
  const colour = (name) => getComputedStyle(frame).getPropertyValue(name).trim();
  // A light-dark() value is resolved by giving it to an element and asking what became of it.
  const resolved = (name) => { tip.style.color = `var(${name})`; const c = getComputedStyle(tip).color; tip.style.color = ''; return c || colour(name); };

  const lay = () => {
    const times = data.series.flatMap((s) => s.t);
    const from = data.from ?? Math.min(...times), to = Math.max(data.to ?? Math.max(...times), from + 1000);
    const units = [...new Set(data.series.map((s) => s.unit ?? ''))];
    const width = frame.clientWidth, height = frame.clientHeight;
    const laneHeight = (height - TOP - AXIS - LANE_GAP * (units.length - 1)) / units.length;
    const lanes = units.map((unit, i) => {
      const mine = data.series.map((s, index) => ({ ...s, index })).filter((s) => (s.unit ?? '') === unit);
      let low = Infinity, high = -Infinity;
      for (const s of mine) for (let k = 0; k < s.v.length; k++) {
        if (s.v[k] === null || s.t[k] < from || s.t[k] > to) continue;
        low = Math.min(low, s.lo?.[k] ?? s.v[k]); high = Math.max(high, s.hi?.[k] ?? s.v[k]);
      }
      if (low === Infinity) [low, high] = [0, 1];
      if (low === high) { const pad = Math.abs(low) * 0.05 || 1; low -= pad; high += pad; }
      const step = niceStep(high - low, laneHeight / 42);
      return { unit, series: mine, low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step, step, top: TOP + i * (laneHeight + LANE_GAP), height: laneHeight };
    });
    return { from, to, width, height, lanes, x: (t) => LEFT + (t - from) / (to - from) * (width - LEFT - RIGHT) };
  };

  const gapOf = (s) => {
    if (data.gap) return data.gap;
    const steps = []; for (let k = 1; k < s.t.length; k++) steps.push(s.t[k] - s.t[k - 1]);
    steps.sort((a, b) => a - b);
    return steps.length ? Math.max(steps[steps.length >> 1] * 3, 1000) : Infinity;
  };

  const runsOf = (s) => {
    const runs = [], gap = gapOf(s); let run = [];
    for (let k = 0; k < s.t.length; k++) {
      if (s.v[k] === null || (run.length && !s.steps && s.t[k] - s.t[run[run.length - 1]] > gap)) { if (run.length) runs.push(run); run = []; }
      if (s.v[k] !== null) run.push(k);
    }
    if (run.length) runs.push(run);
    return runs;
  };

  const paint = () => {
    queued = false;
    if (!frame.isConnected || frame.clientWidth === 0) return;
    view = lay();
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(view.width * ratio); canvas.height = Math.round(view.height * ratio);
    canvas.style.width = `${view.width}px`; canvas.style.height = `${view.height}px`;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0); pen.clearRect(0, 0, view.width, view.height);
    const line = resolved('--line'), faint = resolved('--text-faint');
    pen.font = `11px ${getComputedStyle(frame).fontFamily}`; pen.lineWidth = 1;
    paintTime(line, faint);
    for (const lane of view.lanes) paintLane(lane, line, faint);
    paintMarks();
    if (cursor !== null) paintCursor();
  };

  const paintTime = (line, faint) => {
    const wanted = (view.width - LEFT - RIGHT) / 92, span = view.to - view.from;
    const step = STEPS.find((s) => span / s <= wanted) ?? 365 * DAY, offset = offsetOf(view.from);
    const format = zoned(step >= DAY ? { day: 'numeric', month: 'short' } : step < MINUTE ? { hour: '2-digit', minute: '2-digit', second: '2-digit' } : { hour: '2-digit', minute: '2-digit' });
    const day = zoned({ day: 'numeric', month: 'short' }), midnight = zoned({ hour: '2-digit', minute: '2-digit' });
    pen.textAlign = 'center'; pen.textBaseline = 'top';
    for (let t = Math.ceil((view.from + offset) / step) * step - offset; t <= view.to; t += step) {
      const at = t + offset - offsetOf(t), x = Math.round(view.x(at)) + .5;
      if (x < LEFT || x > view.width - RIGHT + 1) continue;
      const isMidnight = step < DAY && midnight.format(at) === '00:00';
      pen.strokeStyle = line; pen.globalAlpha = isMidnight ? 1 : .6;
      for (const lane of view.lanes) { pen.beginPath(); pen.moveTo(x, lane.top); pen.lineTo(x, lane.top + lane.height); pen.stroke(); }
      pen.globalAlpha = 1; pen.fillStyle = faint;
      const words = isMidnight ? day.format(at) : format.format(at), half = pen.measureText(words).width / 2;
      pen.fillText(words, Math.min(Math.max(x, half), view.width - half), view.height - AXIS + 8);
    }
  };

  const paintLane = (lane, line, faint) => {
    const y = (v) => lane.top + (lane.high - v) / (lane.high - lane.low) * lane.height;
    lane.y = y; pen.textAlign = 'right'; pen.textBaseline = 'middle';
    for (let v = lane.low; v <= lane.high + lane.step / 2; v += lane.step) {
      const at = Math.round(y(v)) + .5;
      pen.strokeStyle = line; pen.beginPath(); pen.moveTo(LEFT, at); pen.lineTo(view.width - RIGHT, at); pen.stroke();
      pen.fillStyle = faint; pen.fillText(compact(v, lane.step), LEFT - 8, at);
    }
    if (lane.unit) { pen.textAlign = 'left'; pen.textBaseline = 'top'; pen.fillStyle = faint; pen.fillText(lane.unit, LEFT + 6, lane.top + 4); }
    pen.save(); pen.beginPath(); pen.rect(LEFT, lane.top - 2, view.width - LEFT - RIGHT, lane.height + 4); pen.clip();
    for (const s of lane.series) paintSeries(s, y);
    pen.restore();
  };

  const paintSeries = (s, y) => {
    const tone = resolved(`--series-${s.index % 6 + 1}`);
    pen.lineJoin = 'round'; pen.strokeStyle = tone; pen.fillStyle = tone;
    for (const run of runsOf(s)) {
      if (s.lo && s.hi) {
        pen.globalAlpha = .16; pen.beginPath();
        run.forEach((k, i) => pen[i ? 'lineTo' : 'moveTo'](view.x(s.t[k]), y(s.hi[k] ?? s.v[k])));
        [...run].reverse().forEach((k) => pen.lineTo(view.x(s.t[k]), y(s.lo[k] ?? s.v[k])));
        pen.closePath(); pen.fill(); pen.globalAlpha = 1;
      }
      pen.lineWidth = 1.5; pen.beginPath();
      if (run.length === 1 && !s.steps) { pen.arc(view.x(s.t[run[0]]), y(s.v[run[0]]), 2.5, 0, 7); pen.fill(); continue; }
      run.forEach((k, i) => {
        if (i && s.steps) pen.lineTo(view.x(s.t[k]), y(s.v[run[i - 1]]));
        pen[i ? 'lineTo' : 'moveTo'](view.x(s.t[k]), y(s.v[k]));
      });
      if (s.steps) pen.lineTo(view.x(Math.min(view.to, s.t[run[run.length - 1]] + gapOf(s))), y(s.v[run[run.length - 1]]));
      pen.stroke();
    }
    pen.lineWidth = 1;
  };

  const paintMarks = () => {
    pen.strokeStyle = pen.fillStyle = resolved('--text-soft');
    for (const mark of data.marks ?? []) {
      if (mark.at < view.from || mark.at > view.to) continue;
      const x = Math.round(view.x(mark.at)) + .5;
      pen.setLineDash([3, 3]); pen.beginPath(); pen.moveTo(x, TOP); pen.lineTo(x, view.height - AXIS); pen.stroke(); pen.setLineDash([]);
      pen.beginPath(); pen.moveTo(x - 4, view.height - AXIS + 6); pen.lineTo(x + 4, view.height - AXIS + 6); pen.lineTo(x, view.height - AXIS); pen.fill();
    }
  };

  const nearest = (s, t) => {
    let a = 0, b = s.t.length - 1;
    while (b - a > 1) { const m = (a + b) >> 1; if (s.t[m] < t) a = m; else b = m; }
    const k = s.t[b] !== undefined && Math.abs(s.t[b] - t) < Math.abs(s.t[a] - t) ? b : a;
    return s.t.length && Math.abs(s.t[k] - t) <= Math.max(gapOf(s), (view.to - view.from) / 60) ? k : null;
  };

  const paintCursor = () => {
    const x = Math.round(view.x(cursor)) + .5;
    pen.strokeStyle = resolved('--text-soft'); pen.beginPath(); pen.moveTo(x, TOP); pen.lineTo(x, view.height - AXIS); pen.stroke();
    const lines = [];
    for (const lane of view.lanes) for (const s of lane.series) {
      const k = nearest(s, cursor);
      lines.push({ s, k });
      if (k === null || s.v[k] === null) continue;
      pen.fillStyle = resolved(`--series-${s.index % 6 + 1}`); pen.beginPath(); pen.arc(view.x(s.t[k]), lane.y(s.v[k]), 3.5, 0, 7); pen.fill();
    }
    tell(x, lines);
  };

  const tell = (x, lines) => {
    const at = zoned({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: view.to - view.from < 6 * HOUR ? '2-digit' : undefined, timeZoneName: 'short' }).format(cursor);
    const near = (data.marks ?? []).find((m) => Math.abs(view.x(m.at) - x) < 6);
    const words = lines.map(({ s, k }) => `${s.name} ${k === null ? 'nothing' : figure(s.v[k])}${k !== null && s.unit ? ' ' + s.unit : ''}`);
    tip.replaceChildren();
    const head = document.createElement('strong'); head.textContent = at; tip.append(head);
    lines.forEach(({ s, k }, i) => {
      const row = document.createElement('span'), dot = document.createElement('i');
      dot.style.background = `var(--series-${s.index % 6 + 1})`;
      row.append(dot, document.createTextNode(words[i] + (k !== null && s.lo && s.hi ? ` (${figure(s.lo[k])} to ${figure(s.hi[k])})` : '')));
      tip.append(row);
    });
    if (near) { const note = document.createElement('em'); note.textContent = near.words; tip.append(note); }
    tip.hidden = false;
    const wide = tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(view.width - wide, x + 14 + wide > view.width ? x - wide - 14 : x + 14))}px`;
    spoken.textContent = `${at}: ${words.join(', ')}${near ? ', ' + near.words : ''}`;
  };

  const queue = () => { if (!queued) { queued = true; requestAnimationFrame(paint); } };
  const pointAt = (t) => { cursor = t === null ? null : Math.min(view.to, Math.max(view.from, t)); if (cursor === null) { tip.hidden = true; spoken.textContent = ''; } queue(); };
  const moved = (e) => { if (view) { const at = e.clientX - frame.getBoundingClientRect().left; pointAt(at < LEFT - 4 ? null : view.from + (at - LEFT) / (view.width - LEFT - RIGHT) * (view.to - view.from)); } };
  const left = () => pointAt(null);
  const pressed = (e) => {
    if (!view || !['ArrowLeft', 'ArrowRight', 'Home', 'End', 'Escape'].includes(e.key)) return;
    e.preventDefault(); e.stopPropagation();
    const times = [...new Set(data.series.flatMap((s) => s.t))].filter((t) => t >= view.from && t <= view.to).sort((a, b) => a - b);
    if (e.key === 'Escape' || !times.length) return pointAt(null);
    let k = cursor === null ? times.length - 1 : times.findIndex((t) => t >= cursor); if (k < 0) k = times.length - 1;
    const by = e.shiftKey ? 10 : 1;
    pointAt(times[e.key === 'Home' ? 0 : e.key === 'End' ? times.length - 1 : Math.max(0, Math.min(times.length - 1, k + (cursor === null ? 0 : e.key === 'ArrowLeft' ? -by : by)))]);
  };

  const sized = new ResizeObserver(queue); sized.observe(frame);
  const themed = new MutationObserver(queue); themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  frame.addEventListener('pointermove', moved); frame.addEventListener('pointerdown', moved); frame.addEventListener('pointerleave', left);
  frame.addEventListener('keydown', pressed); frame.addEventListener('blur', left);
  document.fonts?.ready.then(queue);
  queue();
  return {
    update: (next) => { data = next; queue(); },
    dispose: () => { sized.disconnect(); themed.disconnect(); frame.replaceChildren(); },
  };
};
