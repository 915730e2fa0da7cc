// A chart under mouse, fingers and keys. The server knows what is drawn; zooming asks it anew, and until it answers what is there is stretched.
import { numbersOf, zoneOf } from './chart-axis.js';
import { coloursOf, firstFrom, layOut, margins, paintFrame, paintLines, pointAt, toneOf } from './chart-paint.js';
import { saveFigures, savePicture } from './chart-files.js';

const charts = new Set(), LONGEST = 400 * 86400e3, SHORTEST = 10e3, SETTLE = 220, AXES = 70;
const still = matchMedia('(prefers-reduced-motion: reduce)');

export const draw = (frame, data, server) => {
  const plot = frame.querySelector('.chart-plot'), [base, over] = frame.querySelectorAll('canvas'), tip = frame.querySelector('.chart-tip'), spoken = frame.querySelector('[aria-live]');
  const marks = frame.querySelector('.chart-marks'), figure = frame.closest('figure'), probe = frame.querySelector('.chart-probe');
  const pen = base.getContext('2d'), lens = over.getContext('2d'), sheet = document.createElement('canvas'), lines = sheet.getContext('2d');
  let zone, numbers, colours = null, lay = null, view = null, cursor = null, guest = false, size = [0, 0], dirty = false, lensDirty = false, queued = 0, asking = 0, wanted = null, gliding = 0, selected = null, sized = 0, drawn = null, moving = 0;
  const chart = { frame };

  const take = (next) => {
    data = next;
    zone = zoneOf(data.zone, data.lang); numbers = numbersOf(data.lang);
    for (const s of data.series) { s.t = s.t.map((t) => t + data.base); s.quality?.forEach((q) => { q.from += data.base; q.to += data.base; }); }
    for (const mark of data.marks) mark.at += data.base;
    // Under a hand, or while a newer range is asked for, the view is the person's.
    if (wanted && Math.abs(wanted.from - data.from) < 2000 && Math.abs(wanted.to - data.to) < 2000) wanted = null;
    if (!view || (!hands.size && !wanted)) { view = { from: data.from, to: data.to }; cancelAnimationFrame(gliding); }
    frame.toggleAttribute('data-asking', !!wanted);
    drawn = null;
    delete frame.dataset.painted;
    queue();
  };

  const queue = () => { dirty = true; request(); };
  const queueLens = () => { lensDirty = true; request(); };
  const request = () => { queued ||= requestAnimationFrame(paint); };

  const paint = () => {
    queued = 0;
    const [width, height] = size;
    if (!width || !view || !frame.isConnected) return;
    if (dirty) {
      dirty = false; lensDirty = true;
      colours ??= coloursOf(probe);
      const ratio = devicePixelRatio || 1, w = Math.round(width * ratio), h = Math.round(height * ratio);
      for (const canvas of [base, over, sheet]) if (canvas.width !== w || canvas.height !== h) { canvas.width = w; canvas.height = h; drawn = null; }
      // Lines are drawn once onto a sheet; while a hand moves it, the sheet is slid and stretched under axes that keep their scale.
      if (!moving || !drawn) {
        lines.setTransform(ratio, 0, 0, ratio, 0, 0); lines.clearRect(0, 0, width, height); lines.font = `11px ${colours.font}`;
        lay = margins(lines, layOut(data, view, width, height));
        paintLines(lines, data, view, lay, zone, colours);
        drawn = { ...view };
      }
      pen.setTransform(ratio, 0, 0, ratio, 0, 0); pen.clearRect(0, 0, width, height); pen.font = `11px ${colours.font}`;
      paintFrame(pen, data, view, lay, zone, colours);
      const a = xOf(drawn.from), b = xOf(drawn.to);
      pen.save(); pen.beginPath(); pen.rect(lay.left, 0, lay.plot, height); pen.clip();
      pen.drawImage(sheet, lay.left * ratio, 0, lay.plot * ratio, h, a, 0, b - a, height);
      pen.restore();
      placeMarks();
      frame.dataset.painted = data.rev; frame.dataset.from = Math.round(view.from); frame.dataset.to = Math.round(view.to);
      frame.dataset.points = Math.max(0, ...data.series.map((s) => s.t.length)); frame.dataset.pixels = Math.round(lay.plot);
    }
    if (lensDirty) { lensDirty = false; paintLens(); }
  };

  const xOf = (at) => lay.left + (at - view.from) / (view.to - view.from) * lay.plot;
  const atOf = (x) => view.from + (x - lay.left) / lay.plot * (view.to - view.from);

  // What happened, as buttons: words on hover and focus. Those too near to be told apart are one.
  const placeMarks = () => {
    const seen = data.marks.filter((m) => m.at >= view.from && m.at <= view.to), groups = [];
    for (const mark of seen) {
      const x = xOf(mark.at), last = groups[groups.length - 1];
      if (last && x - last.x < 24) last.marks.push(mark); else groups.push({ x, marks: [mark] });
    }
    while (marks.children.length > groups.length) marks.lastChild.remove();
    groups.forEach((group, i) => {
      let button = marks.children[i];
      if (!button) {
        button = marks.appendChild(Object.assign(document.createElement('button'), { type: 'button', className: 'chart-mark' }));
        button.append(document.createElement('i'));
      }
      const bad = group.marks.some((m) => m.kind === 'refused');
      button.style.transform = `translateX(${Math.round(group.x - 12)}px)`;
      button.classList.toggle('chart-mark-bad', bad);
      button.dataset.count = group.marks.length > 1 ? group.marks.length : '';
      button.setAttribute('aria-label', group.marks.map((m) => `${zone.full(m.at)}: ${m.words}`).join('; '));
      button.group = group.marks;
    });
  };

  const paintLens = () => {
    const ratio = devicePixelRatio || 1;
    lens.setTransform(ratio, 0, 0, ratio, 0, 0); lens.clearRect(0, 0, size[0], size[1]);
    if (selected) {
      const a = xOf(Math.max(view.from, Math.min(...selected))), b = xOf(Math.min(view.to, Math.max(...selected)));
      lens.fillStyle = colours.accent; lens.globalAlpha = .14; for (const lane of lay.lanes) lens.fillRect(a, lane.top, b - a, lane.height); lens.globalAlpha = 1;
    }
    if (cursor === null || cursor < view.from || cursor > view.to) { tip.hidden = true; return; }
    const x = Math.round(xOf(cursor)) + .5, reach = (view.to - view.from) / lay.plot * 6, found = [];
    lens.strokeStyle = colours.soft; lens.lineWidth = 1; lens.beginPath(); for (const lane of lay.lanes) { lens.moveTo(x, lane.top); lens.lineTo(x, lane.top + lane.height); } lens.stroke();
    for (const lane of lay.lanes) for (const axis of lane.axes) for (const s of axis.series) {
      const k = pointAt(s, cursor, reach);
      found.push({ s, k });
      if (k === null || s.v[k] === null) continue;
      const px = s.steps ? x : xOf(s.t[k] + s.bucket / 2), py = axis.y(s.v[k]);
      if (py < lane.top - 1 || py > lane.top + lane.height + 1) continue;
      lens.fillStyle = colours.surface; lens.beginPath(); lens.arc(px, py, 5, 0, 7); lens.fill();
      lens.fillStyle = toneOf(s, colours); lens.beginPath(); lens.arc(px, py, 3.5, 0, 7); lens.fill();
    }
    if (guest) tip.hidden = true; else tell(x, found);
  };

  const near = () => data.marks.filter((m) => m.at >= view.from && m.at <= view.to && Math.abs(xOf(m.at) - xOf(cursor)) < 7);
  const flaws = (found) => [...new Map(found.flatMap(({ s }) => (s.hidden ? [] : s.quality ?? []).filter((q) => cursor >= q.from && cursor <= q.to)).map((q) => [q.words, q])).values()];
  const element = (name, text, className) => { const e = document.createElement(name); e.textContent = text; if (className) e.className = className; return e; };
  const span = (s, k) => s.bucket && k !== null && s.lo && s.lo[k] !== null && s.hi[k] > s.lo[k] ? data.words.between.replace('{0}', numbers.value(s.lo[k])).replace('{1}', numbers.value(s.hi[k])) : '';

  const tell = (x, found) => {
    const rows = document.createElement('dl');
    for (const { s, k } of found) {
      const name = element('dt', s.name), dot = document.createElement('i'), value = element('dd', k === null || s.v[k] === null ? data.words.nothing : s.said ? s.said[s.v[k] > .5 ? 1 : 0] : numbers.value(s.v[k]));
      dot.style.background = toneOf(s, colours); if (s.ghost) dot.className = 'chart-dot-ghost';
      name.prepend(dot);
      if (k !== null && s.v[k] !== null && s.unit) value.append(element('span', ` ${s.unit}`, 'unit'));
      const more = [span(s, k), s.bucket && k !== null && s.n && s.n[k] > 1 ? data.words.readings.replace('{0}', numbers.whole(s.n[k])) : ''].filter(Boolean).join(' · ');
      rows.append(name, value); if (more) rows.append(element('dd', more, 'chart-tip-more'));
    }
    tip.replaceChildren(element('strong', `${zone.full(cursor)} ${zone.words(cursor)}`), rows, ...flaws(found).map((q) => element('em', q.words, `chart-flaw chart-flaw-${q.kind}`)), ...near().map((m) => element('em', m.words, 'chart-event')));
    tip.hidden = false;
    const wide = tip.offsetWidth, left = x + 14 + wide > size[0] ? x - wide - 14 : x + 14;
    tip.style.transform = `translate(${Math.round(Math.max(0, Math.min(size[0] - wide, left)))}px, ${Math.round(lay.lanes[0].top)}px)`;
  };
  const say = () => {
    if (cursor === null || !lay) { spoken.textContent = ''; return; }
    const reach = (view.to - view.from) / lay.plot * 6;
    const values = data.series.filter((s) => !s.hidden).map((s) => { const k = pointAt(s, cursor, reach); return `${s.name} ${k === null || s.v[k] === null ? data.words.nothing : `${s.said ? s.said[s.v[k] > .5 ? 1 : 0] : numbers.value(s.v[k])}${s.unit ? ' ' + s.unit : ''}`}`; });
    spoken.textContent = `${zone.full(cursor)}: ${[...values, ...flaws(data.series.map((s) => ({ s }))).map((q) => q.words), ...near().map((m) => m.words)].join(', ')}`;
  };

  // The crosshair is one for all charts of the page that show the time.
  chart.point = (at, from) => { if (!view) return; guest = from !== chart; cursor = at; frame.dataset.cursor = at === null ? '' : Math.round(at); queueLens(); };
  const pointTo = (at) => { const to = at === null ? null : Math.min(view.to, Math.max(view.from, at)); for (const other of charts) other.point(to, chart); if (to === null) spoken.textContent = ''; };
  chart.look = (from, to) => {
    if (!view || !data.zoomable) return;
    view = { from, to };
    clearTimeout(moving); moving = setTimeout(() => { moving = 0; queue(); }, 140);
    queue();
  };

  // The view moves at once in all charts that share it; the server is asked when the hand rests.
  const show = (from, to, glide = false) => {
    let length = Math.min(LONGEST, Math.max(SHORTEST, to - from));
    const middle = (from + to) / 2; [from, to] = [middle - length / 2, middle + length / 2];
    if (to > data.now) [from, to] = [data.now - length, data.now];
    const move = (a, b) => { for (const other of charts) if (other === chart || other.group === chart.group) other.look(a, b); };
    cancelAnimationFrame(gliding);
    if (!glide || still.matches) move(from, to);
    else {
      const start = performance.now(), [a, b] = [view.from, view.to];
      const step = (now) => { const p = Math.min(1, (now - start) / 140), e = 1 - (1 - p) ** 3; move(a + (from - a) * e, b + (to - b) * e); if (p < 1) gliding = requestAnimationFrame(step); };
      gliding = requestAnimationFrame(step);
    }
    wanted = { from, to }; frame.toggleAttribute('data-asking', true);
    clearTimeout(asking);
    asking = setTimeout(() => server?.invokeMethodAsync('AskedAsync', Math.round(from), Math.round(to)).catch(() => {}), SETTLE);
  };
  const target = () => wanted ?? view;
  const zoom = (by, about, glide) => { const v = glide ? target() : view, at = about ?? (v.from + v.to) / 2; show(at - (at - v.from) * by, at + (v.to - at) * by, glide); };
  const pan = (by) => { const v = target(), length = (v.to - v.from) * by; show(v.from + length, v.to + length, true); };
  const reset = () => { clearTimeout(asking); wanted = null; server?.invokeMethodAsync('AskedAsync', 0, 0).catch(() => {}); };

  const hands = new Map();
  let grip = null;
  const place = (e) => { const box = plot.getBoundingClientRect(); return e.clientX - box.left; };
  const hold = () => {
    const [a, b] = [...hands.values()];
    grip = b === undefined ? { x: a, view: { ...view } } : { apart: Math.max(20, Math.abs(a - b)), about: atOf((a + b) / 2), view: { ...view } };
  };
  const down = (e) => {
    if (!lay || e.button > 0) return;
    const x = place(e);
    if (x < lay.left - 6 || x > lay.left + lay.plot + 6) return;
    if (e.pointerType !== 'mouse') pointTo(atOf(x));
    if (!data.zoomable) return;
    hands.set(e.pointerId, x); hold();
    if (e.shiftKey && e.pointerType === 'mouse') { selected = [atOf(x), atOf(x)]; grip.selects = true; }
    try { plot.setPointerCapture(e.pointerId); } catch { /* it left already */ }
  };
  const moved = (e) => {
    if (!lay) return;
    const x = place(e);
    if (hands.has(e.pointerId)) {
      hands.set(e.pointerId, x);
      if (hands.size > 1) {
        const [a, b] = [...hands.values()], by = grip.apart / Math.max(20, Math.abs(a - b)), length = (grip.view.to - grip.view.from) * by, share = ((a + b) / 2 - lay.left) / lay.plot;
        grip.moved = true; show(grip.about - length * share, grip.about + length * (1 - share));
      } else if (grip.selects) { selected[1] = atOf(x); queueLens(); return; }
      else if (grip.moved || Math.abs(x - grip.x) > 4) {
        const by = (grip.x - x) / lay.plot * (grip.view.to - grip.view.from);
        if (!grip.moved) plot.classList.add('chart-held');
        grip.moved = true; show(grip.view.from + by, grip.view.to + by);
      }
    }
    if (e.pointerType === 'mouse' || !hands.size) pointTo(x < lay.left - 4 || x > lay.left + lay.plot + 4 ? null : atOf(x));
  };
  const up = (e) => {
    if (!hands.delete(e.pointerId)) return;
    plot.classList.remove('chart-held');
    if (selected) { const [a, b] = [Math.min(...selected), Math.max(...selected)]; selected = null; if (xOf(b) - xOf(a) > 6) show(a, b, true); else queueLens(); }
    if (hands.size) hold();
  };
  const wheel = (e) => {
    if (!lay || !data.zoomable) return;
    const scale = e.deltaMode === 1 ? 16 : 1;
    if (e.ctrlKey || e.metaKey) { e.preventDefault(); zoom(Math.exp(Math.max(-1, Math.min(1, e.deltaY * scale * .004))), atOf(place(e))); }
    else if (e.shiftKey || Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
      e.preventDefault();
      const by = (e.deltaX || e.deltaY) * scale / lay.plot * (view.to - view.from);
      show(view.from + by, view.to + by);
    }
  };

  const steps = () => {
    const all = new Set();
    for (const s of data.series) if (!s.hidden && !s.ghost) for (let k = firstFrom(s.t, view.from), n = s.t.length; k < n && s.t[k] <= view.to; k++) if (s.v[k] !== null) all.add(s.t[k] + Math.floor(s.bucket / 2));
    return [...all].filter((t) => t >= view.from && t <= view.to).sort((a, b) => a - b);
  };
  const walk = (key) => {
    const times = steps();
    if (!times.length) return;
    let k = cursor === null ? times.length - 1 : firstFrom(times, cursor);
    if (cursor === null) k = key === 'Home' ? 0 : times.length - 1;
    else if (key === 'Home' || key === 'End') k = key === 'Home' ? 0 : times.length - 1;
    else if (key === 'ArrowLeft') k -= 1; else if (key === 'PageUp') k -= 10;
    else if (key === 'PageDown') k += 10; else k += times[k] === cursor ? 1 : 0;
    pointTo(times[Math.max(0, Math.min(times.length - 1, k))]);
    say();
  };
  const pressed = (e) => {
    if (!lay || e.altKey || e.ctrlKey || e.metaKey) return;
    const does = {
      ArrowLeft: () => e.shiftKey && data.zoomable ? pan(-.25) : walk(e.key), ArrowRight: () => e.shiftKey && data.zoomable ? pan(.25) : walk(e.key),
      Home: () => walk(e.key), End: () => walk(e.key), PageUp: () => walk(e.key), PageDown: () => walk(e.key), Escape: () => pointTo(null),
      ...(data.zoomable ? { '+': () => zoom(.5, cursor, true), '=': () => zoom(.5, cursor, true), '-': () => zoom(2, cursor, true), '_': () => zoom(2, cursor, true), 0: reset } : {}),
    }[e.key];
    if (!does || (e.key === 'Escape' && cursor === null)) return;
    e.preventDefault(); e.stopPropagation(); does();
  };
  const asked = (e) => {
    const what = e.target.closest('[data-chart-do]')?.dataset.chartDo;
    if (!what || !lay) return;
    ({ 'zoom-in': () => zoom(.5, cursor, true), 'zoom-out': () => zoom(2, null, true), earlier: () => pan(-.5), later: () => pan(.5), reset, png: () => savePicture(data, view, size, zone, colours), csv: () => saveFigures(data, zone) })[what]?.();
  };
  const told = (e) => { const group = e.target.closest?.('.chart-mark')?.group; if (group) { pointTo(group[0].at); } };

  const watch = new ResizeObserver(([entry]) => {
    size = [Math.round(entry.contentRect.width), Math.round(entry.contentRect.height)];
    queue();
    // A chart asks for no more than its pixels; a wider one may have more.
    clearTimeout(sized); sized = setTimeout(() => { if (size[0]) server?.invokeMethodAsync('SizedAsync', Math.max(10, size[0] - AXES)).catch(() => {}); }, 250);
  });
  watch.observe(plot);
  const recolour = () => { colours = drawn = null; queue(); };
  const themed = new MutationObserver(recolour); themed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'data-density'] });
  plot.addEventListener('pointerdown', down); plot.addEventListener('pointermove', moved); plot.addEventListener('pointerup', up); plot.addEventListener('pointercancel', up);
  plot.addEventListener('pointerleave', (e) => { if (!hands.size && e.pointerType === 'mouse') pointTo(null); });
  plot.addEventListener('wheel', wheel, { passive: false }); plot.addEventListener('dblclick', () => data.zoomable && reset());
  plot.addEventListener('keydown', pressed); plot.addEventListener('blur', () => pointTo(null));
  marks.addEventListener('focusin', told); marks.addEventListener('pointerover', told); marks.addEventListener('focusout', () => pointTo(null)); marks.addEventListener('pointerout', () => pointTo(null));
  figure?.addEventListener('click', asked);
  document.fonts?.ready.then(queue);
  chart.group = data.group;
  charts.add(chart); take(data);
  return {
    update: take,
    dispose: () => { charts.delete(chart); clearTimeout(asking); clearTimeout(sized); clearTimeout(moving); cancelAnimationFrame(queued); cancelAnimationFrame(gliding); watch.disconnect(); themed.disconnect(); figure?.removeEventListener('click', asked); },
  };
};

/** How many pixels a chart in this frame has for its points. */
export const measure = (frame) => Math.max(10, Math.round(frame.clientWidth) - AXES);
