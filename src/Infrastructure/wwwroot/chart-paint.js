// Puts a chart onto a canvas: the screen's or that of a picture. Knows nothing of hands and pages.
import { numbersOf, timeTicks, valueTicks } from './chart-axis.js';

export const AXIS = 40, TOP = 26, LANE_GAP = 36, EDGE = 10;
const TONES = 6;

/** The first point at or after a time. */
export const firstFrom = (t, at) => { let a = 0, b = t.length; while (a < b) { const m = (a + b) >> 1; if (t[m] < at) a = m + 1; else b = m; } return a; };

/** Colours as they are now; a light-dark() value is resolved by giving it to an element and asking what became of it. */
export const coloursOf = (probe) => {
  const style = getComputedStyle(probe), of = (name) => { probe.style.color = `var(${name})`; return style.color; };
  const colours = { line: of('--line'), strong: of('--line-strong'), faint: of('--text-faint'), soft: of('--text-soft'), text: of('--text'), surface: of('--surface'), late: of('--late'), bad: of('--bad'), accent: of('--accent'), font: style.fontFamily };
  colours.series = Array.from({ length: TONES }, (_, i) => of(`--series-${i + 1}`));
  probe.style.color = '';
  return colours;
};
export const toneOf = (s, colours) => colours.series[s.tone % TONES];
const dashOf = (s) => s.ghost ? [2, 4] : s.tone >= TONES ? [7, 3] : [];

// A range the view may be anywhere in; points just outside it hold the line's ends.
const within = (s, view) => [Math.max(0, firstFrom(s.t, view.from) - 1), Math.min(s.t.length - 1, firstFrom(s.t, view.to))];

/** Lanes, axes and scales for what is visible. */
export const layOut = (data, view, width, height) => {
  const count = Math.max(1, data.lanes.length), each = (height - TOP - AXIS - LANE_GAP * (count - 1)) / count, numbers = numbersOf(data.lang);
  const lanes = data.lanes.map((units, i) => {
    const axes = units.map((unit, axis) => {
      const mine = data.series.filter((s) => s.lane === i && s.axis === axis && !s.hidden);
      let low = Infinity, high = -Infinity;
      for (const s of mine) {
        const [a, b] = within(s, view);
        for (let k = a; k <= b; k++) {
          if (s.v[k] === null || s.t[k] + s.bucket < view.from || s.t[k] > view.to) continue;
          const lo = s.lo?.[k] ?? s.v[k], hi = s.hi?.[k] ?? s.v[k];
          if (lo < low) low = lo; if (hi > high) high = hi;
        }
      }
      return { unit, series: mine, low, high, states: mine.length > 0 && mine.every((s) => s.steps) };
    });
    return { axes, top: TOP + i * (each + LANE_GAP), height: each };
  });
  const wanted = Math.max(2, each / 44);
  for (const lane of lanes) {
    let parts;
    for (const axis of lane.axes) {
      const [low, high] = axis.low === Infinity ? [0, 1] : axis.states && axis.low >= 0 && axis.high <= 1 ? [0, 1] : [axis.low, axis.high];
      axis.scale = axis.states && low === 0 && high === 1 && parts === undefined ? { low: 0, high: 1, step: 1, count: 1, decimals: 0 } : valueTicks(low, high, wanted, parts);
      parts ??= axis.scale.count;
      const { scale } = axis;
      axis.y = (v) => lane.top + (scale.high - v) / (scale.high - scale.low) * lane.height;
      axis.words = Array.from({ length: scale.count + 1 }, (_, k) => numbers.axis(scale.low + k * scale.step, scale));
    }
  }
  return { lanes, width, height, numbers };
};

export const margins = (pen, lay) => {
  const wide = (axis) => axis ? Math.max(...axis.words.map((w) => pen.measureText(w).width)) : 0;
  lay.left = Math.ceil(Math.max(28, ...lay.lanes.map((l) => wide(l.axes[0])))) + EDGE + 2;
  lay.right = lay.lanes.some((l) => l.axes[1]) ? Math.ceil(Math.max(20, ...lay.lanes.map((l) => wide(l.axes[1])))) + EDGE + 2 : 14;
  lay.plot = Math.max(10, lay.width - lay.left - lay.right);
  return lay;
};

/** Breaks a line where a value is missing or the next point came too late. */
const eachRun = (s, a, b, draw) => {
  let start = -1;
  for (let k = a; k <= b; k++) {
    const gone = s.v[k] === null;
    if (start >= 0 && (gone || (s.t[k] - s.t[k - 1] > s.gap))) { draw(start, k - 1); start = -1; }
    if (!gone && start < 0) start = k;
  }
  if (start >= 0) draw(start, b);
};

const paintSeries = (pen, s, axis, lay, view, colours) => {
  const [a, b] = within(s, view), { y } = axis, scale = lay.plot / (view.to - view.from), x = (t) => lay.left + (t - view.from) * scale;
  if (a > b) return;
  const mid = s.bucket / 2, tone = toneOf(s, colours);
  // A round join of every point of a dense line is dear and nobody sees it.
  pen.lineJoin = b - a > 400 ? 'bevel' : 'round'; pen.strokeStyle = pen.fillStyle = tone;
  const banded = s.lo && s.hi && !s.ghost && !s.steps;
  eachRun(s, a, b, (from, to) => {
    if (banded && to > from) {
      pen.globalAlpha = .17; pen.beginPath(); pen.moveTo(x(s.t[from] + mid), y(s.hi[from] ?? s.v[from]));
      for (let k = from + 1; k <= to; k++) pen.lineTo(x(s.t[k] + mid), y(s.hi[k] ?? s.v[k]));
      for (let k = to; k >= from; k--) pen.lineTo(x(s.t[k] + mid), y(s.lo[k] ?? s.v[k]));
      pen.closePath(); pen.fill(); pen.globalAlpha = 1;
    }
    pen.globalAlpha = s.ghost ? .75 : 1;
    if (from === to && !s.steps) {
      const px = x(s.t[from] + mid);
      if (banded && s.hi[from] > s.lo[from]) { pen.globalAlpha = .35; pen.fillRect(px - 1.5, y(s.hi[from]), 3, Math.max(1, y(s.lo[from]) - y(s.hi[from]))); pen.globalAlpha = 1; }
      pen.beginPath(); pen.arc(px, y(s.v[from]), 2.5, 0, 7); pen.fill(); pen.globalAlpha = 1;
      return;
    }
    pen.lineWidth = s.ghost ? 1.4 : 1.6; pen.setLineDash(dashOf(s)); pen.beginPath();
    pen.moveTo(x(s.t[from] + (s.steps ? 0 : mid)), y(s.v[from]));
    for (let k = from + 1; k <= to; k++) {
      const px = x(s.t[k] + (s.steps ? 0 : mid));
      if (s.steps) pen.lineTo(px, y(s.v[k - 1]));
      pen.lineTo(px, y(s.v[k]));
    }
    if (s.steps) pen.lineTo(x(Math.min(view.to, s.t[to] + Math.min(s.gap, s.last ?? s.gap))), y(s.v[to]));
    pen.stroke(); pen.setLineDash([]); pen.globalAlpha = 1;
  });
  pen.lineWidth = 1;
};

// Late: slanted lines; few readings: dots. Told apart without colour.
const hatch = (pen, rect, kind, colours) => {
  const [x, y, w, h] = rect, tone = kind === 'late' ? colours.late : colours.strong;
  pen.save(); pen.beginPath(); pen.rect(x, y, w, h); pen.clip();
  pen.fillStyle = pen.strokeStyle = tone; pen.globalAlpha = .1; pen.fillRect(x, y, w, h); pen.globalAlpha = .85; pen.lineWidth = 1;
  const strip = 6, top = y + h - strip;
  pen.beginPath();
  if (kind === 'late') for (let at = x - strip; at < x + w; at += 5) { pen.moveTo(at, y + h); pen.lineTo(at + strip, top); }
  else for (let at = x + 2; at < x + w; at += 5) pen.rect(at, top + 2, 1.5, 1.5);
  pen.stroke(); pen.restore();
};

const paintTime = (pen, lay, view, zone, colours) => {
  const { ticks, groups, first } = timeTicks(view.from, view.to, lay.plot, zone), bottom = lay.height - AXIS;
  const x = (at) => lay.left + (at - view.from) / (view.to - view.from) * lay.plot, days = new Set(groups.map((g) => g.at));
  pen.lineWidth = 1; pen.textBaseline = 'top'; pen.textAlign = 'center';
  let taken = -Infinity;
  for (const tick of ticks) {
    const px = Math.round(x(tick.at)) + .5, half = pen.measureText(tick.words).width / 2;
    pen.strokeStyle = colours.line; pen.globalAlpha = days.has(tick.at) ? 1 : .55;
    pen.beginPath(); for (const lane of lay.lanes) { pen.moveTo(px, lane.top); pen.lineTo(px, lane.top + lane.height); } pen.stroke();
    pen.globalAlpha = 1; pen.beginPath(); pen.moveTo(px, bottom); pen.lineTo(px, bottom + 4); pen.strokeStyle = colours.strong; pen.stroke();
    if (px - half < taken + 8 || px + half > lay.width) continue;
    pen.fillStyle = colours.faint; pen.fillText(tick.words, px, bottom + 7); taken = px + half;
  }
  // The day stands at its midnight, and the first one where the chart begins, unless the next would run into it.
  pen.textAlign = 'left';
  const marks = [{ px: lay.left, words: first, edge: true }, ...groups.map((g) => ({ px: x(g.at), words: g.words }))];
  marks.forEach((mark, i) => {
    const wide = pen.measureText(mark.words).width, next = marks[i + 1]?.px ?? lay.width + 8;
    if (!mark.edge) {
      pen.strokeStyle = colours.strong; pen.globalAlpha = .7; pen.beginPath(); pen.moveTo(Math.round(mark.px) + .5, bottom); pen.lineTo(Math.round(mark.px) + .5, bottom + 36);
      for (const lane of lay.lanes) { pen.moveTo(Math.round(mark.px) + .5, lane.top); pen.lineTo(Math.round(mark.px) + .5, lane.top + lane.height); }
      pen.stroke(); pen.globalAlpha = 1;
    }
    if (mark.px + wide + 12 > next) return;
    pen.fillStyle = colours.soft; pen.fillText(mark.words, mark.px + (mark.edge ? 0 : 5), bottom + 23);
  });
};

/** Axes, their lines and words, and where something happened. */
export const paintFrame = (pen, data, view, lay, zone, colours) => {
  const x = (t) => lay.left + (t - view.from) / (view.to - view.from) * lay.plot;
  paintTime(pen, lay, view, zone, colours);
  for (const lane of lay.lanes) lane.axes.forEach((axis, i) => {
    pen.textBaseline = 'middle'; pen.textAlign = i ? 'left' : 'right';
    for (let k = 0; k <= axis.scale.count; k++) {
      const at = Math.round(axis.y(axis.scale.low + k * axis.scale.step)) + .5;
      if (!i) { pen.strokeStyle = colours.line; pen.globalAlpha = k ? .8 : 1; pen.beginPath(); pen.moveTo(lay.left, at); pen.lineTo(lay.left + lay.plot, at); pen.stroke(); pen.globalAlpha = 1; }
      pen.fillStyle = colours.faint; pen.fillText(axis.words[k], i ? lay.left + lay.plot + 7 : lay.left - 7, at);
    }
    pen.textBaseline = 'bottom'; pen.fillStyle = colours.soft;
    // One series on an axis: the axis wears its colour.
    const named = axis.series.filter((s) => !s.ghost);
    if (named.length === 1 && lane.axes.length > 1) pen.fillStyle = toneOf(named[0], colours);
    if (axis.unit) { pen.textAlign = i ? 'right' : 'left'; pen.fillText(axis.unit, i ? lay.width - 4 : 4, lane.top - 7); }
  });
  pen.strokeStyle = colours.soft;
  for (const mark of data.marks) {
    if (mark.at < view.from || mark.at > view.to) continue;
    const px = Math.round(x(mark.at)) + .5;
    pen.setLineDash([3, 3]); pen.globalAlpha = .8; pen.beginPath();
    for (const lane of lay.lanes) { pen.moveTo(px, lane.top); pen.lineTo(px, lane.top + lane.height); }
    pen.stroke(); pen.setLineDash([]); pen.globalAlpha = 1;
  }
};

// Of several series at once a stretch is shaded once.
const stretches = (lane, view) => {
  const found = [], all = lane.axes.flatMap((axis) => axis.series.flatMap((s) => s.quality ?? [])).filter((q) => q.to >= view.from && q.from <= view.to);
  for (const kind of new Set(all.map((q) => q.kind))) {
    let last = null;
    for (const q of all.filter((each) => each.kind === kind).sort((a, b) => a.from - b.from)) {
      if (last && q.from <= last[1]) last[1] = Math.max(last[1], q.to);
      else found.push(last = [q.from, q.to, kind]);
    }
  }
  return found;
};

/** The lines themselves, and what is known against them. */
export const paintLines = (pen, data, view, lay, zone, colours) => {
  const x = (t) => lay.left + (t - view.from) / (view.to - view.from) * lay.plot;
  for (const lane of lay.lanes) {
    pen.save(); pen.beginPath(); pen.rect(lay.left, lane.top - 2, lay.plot, lane.height + 4); pen.clip();
    for (const [from, to, kind] of stretches(lane, view)) {
      const a = x(Math.max(from, view.from)), b = x(Math.min(to, view.to));
      hatch(pen, [a - 1, lane.top, Math.max(4, b - a + 2), lane.height], kind, colours);
    }
    for (const axis of lane.axes) for (const s of axis.series.filter((each) => each.ghost)) paintSeries(pen, s, axis, lay, view, colours);
    for (const axis of lane.axes) for (const s of axis.series.filter((each) => !each.ghost)) paintSeries(pen, s, axis, lay, view, colours);
    pen.restore();
  }
};

/** The point a series has at a time: the bucket that holds it, or the nearest reading; null in a gap. */
export const pointAt = (s, at, reach) => {
  if (!s.t.length) return null;
  const after = firstFrom(s.t, s.bucket ? at - s.bucket + 1 : at), before = after - 1;
  const off = (k) => s.t[k] === undefined ? Infinity : s.bucket ? Math.max(0, s.t[k] - at, at - s.t[k] - s.bucket) : Math.abs(s.t[k] - at);
  const k = s.steps && before >= 0 && s.t[before] <= at ? before : off(after) <= off(before) ? after : before;
  return off(k) <= Math.max(s.steps ? s.gap : Math.min(s.gap / 2, reach * 4), reach) ? k : null;
};
