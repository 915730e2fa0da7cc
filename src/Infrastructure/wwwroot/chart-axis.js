// Where the ticks of a chart stand: round local times of the zone with the days (or months) they belong to, and nice numbers.
const SECOND = 1e3, MINUTE = 60e3, HOUR = 3600e3, DAY = 86400e3;
const STEPS = [1, 2, 5, 10, 15, 30].map((n) => n * SECOND).concat([1, 2, 5, 10, 15, 30].map((n) => n * MINUTE), [1, 2, 3, 6, 12].map((n) => n * HOUR));
const DAYS = [1, 2, 7, 14], MONTHS = [1, 3, 6, 12, 24, 60];

/** Times of a zone. Its formats are dear to make and kept; its offset is asked once a quarter of an hour. */
export const zoneOf = (name, lang) => {
  let zone = name || 'UTC';
  try { new Intl.DateTimeFormat(lang, { timeZone: zone }); } catch { zone = 'UTC'; }
  const formats = new Map(), offsets = new Map();
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' });
  const offset = (at) => {
    const quarter = Math.floor(at / 900e3);
    let known = offsets.get(quarter);
    if (known === undefined) {
      const p = {}; for (const part of clock.formatToParts(quarter * 900e3)) p[part.type] = Number(part.value);
      offsets.set(quarter, known = Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - quarter * 900e3);
    }
    return known;
  };
  const local = (at) => at + offset(at);
  // What the clock on the wall shows, as a moment; the later try is right on both sides of a change of the clock.
  const instant = (wall) => { const first = wall - offset(wall); return wall - offset(first); };
  const format = (key, options) => {
    let known = formats.get(key);
    if (!known) formats.set(key, known = new Intl.DateTimeFormat(lang, { timeZone: zone, hourCycle: 'h23', ...options }));
    return (at) => known.format(at);
  };
  return {
    name: zone, local, instant, offset,
    time: format('t', { hour: '2-digit', minute: '2-digit' }), exact: format('s', { hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    day: format('d', { weekday: 'short', day: 'numeric', month: 'short' }), date: format('n', { day: 'numeric', month: 'short' }), dayOfMonth: format('o', { day: 'numeric' }),
    month: format('m', { month: 'short' }), monthOfYear: format('y', { month: 'long', year: 'numeric' }), year: format('j', { year: 'numeric' }),
    full: format('f', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' }),
    words: (at) => { const m = Math.round(offset(at) / MINUTE), a = Math.abs(m); return m === 0 && zone === 'UTC' ? 'UTC' : `UTC${m < 0 ? '−' : '+'}${String(Math.floor(a / 60)).padStart(2, '0')}:${String(a % 60).padStart(2, '0')}`; },
  };
};

const boundaries = (from, to, zone, first, next) => {
  const found = [];
  for (let wall = first(zone.local(from)), n = 0; n < 500; wall = next(wall), n++) {
    const at = zone.instant(wall);
    if (at > to) break;
    if (at >= from && zone.local(at) === wall) found.push(at);
  }
  return found;
};
const monthStart = (wall, by) => { const d = new Date(wall), m = d.getUTCFullYear() * 12 + d.getUTCMonth() + by; return Date.UTC(Math.floor(m / 12), m % 12, 1); };
const midnights = (from, to, zone) => boundaries(from, to, zone, (w) => Math.floor(w / DAY) * DAY, (w) => w + DAY);
const months = (from, to, zone, by = 1) => boundaries(from, to, zone, (w) => { const d = new Date(w), m = d.getUTCFullYear() * 12 + d.getUTCMonth(), r = Math.floor(m / by) * by; return Date.UTC(Math.floor(r / 12), r % 12, 1); }, (w) => monthStart(w, by));

/** Ticks with their words, and above them what they belong to: days for hours, months for days, years for months. */
export const timeTicks = (from, to, width, zone) => {
  const span = to - from, most = Math.max(2, width / 76);
  const step = STEPS.find((s) => span / s <= most);
  if (step) {
    const ticks = boundaries(from, to, zone, (w) => Math.floor(w / step) * step, (w) => w + step).map((at) => ({ at, words: step < MINUTE ? zone.exact(at) : zone.time(at) }));
    return { ticks, groups: midnights(from, to, zone).map((at) => ({ at, words: zone.day(at) })), first: zone.day(from) };
  }
  const days = DAYS.find((d) => span / (d * DAY) <= most);
  if (days) {
    const start = (w) => { const d = Math.floor(w / DAY); return (days >= 7 ? d - ((d - 4) % 7 + 7) % 7 : d - d % days) * DAY; };
    const ticks = boundaries(from, to, zone, start, (w) => w + days * DAY).map((at) => ({ at, words: zone.date(at) }));
    return { ticks, groups: months(from, to, zone).map((at) => ({ at, words: zone.monthOfYear(at) })), first: zone.monthOfYear(from) };
  }
  const by = MONTHS.find((m) => span / (m * 30 * DAY) <= most) ?? 120;
  return { ticks: months(from, to, zone, by).map((at) => ({ at, words: by < 12 ? zone.month(at) : zone.year(at) })), groups: months(from, to, zone, 12).map((at) => ({ at, words: zone.year(at) })), first: zone.year(from) };
};

const nice = (raw) => { const power = 10 ** Math.floor(Math.log10(raw)), share = raw / power; return (share <= 1.0001 ? 1 : share <= 2.0001 ? 2 : share <= 2.5001 ? 2.5 : share <= 5.0001 ? 5 : 10) * power; };

/** Round numbers that hold a range; with parts given, exactly so many of them, so that two axes share their lines. */
export const valueTicks = (low, high, wanted, parts) => {
  if (!(high > low)) { const pad = Math.abs(low) * .05 || 1; low -= pad; high += pad; }
  let step = nice((high - low) / Math.max(1, parts ?? wanted)), from = Math.floor(low / step + 1e-9) * step, count = Math.max(1, Math.ceil((high - from) / step - 1e-9));
  while (parts && count > parts) { step = nice(step * 1.01); from = Math.floor(low / step + 1e-9) * step; count = Math.ceil((high - from) / step - 1e-9); }
  count = parts ?? count;
  return { low: from, high: from + count * step, step, count, decimals: Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9) + (Math.abs(step / 10 ** Math.floor(Math.log10(step) + 1e-9) - 2.5) < 1e-6 ? 1 : 0))) };
};

/** Numbers in the person's language: on an axis with the decimals of its step, elsewhere as precise as is useful. */
export const numbersOf = (lang) => {
  const known = new Map();
  const fixed = (n) => { if (!known.has(n)) known.set(n, new Intl.NumberFormat(lang, { minimumFractionDigits: n, maximumFractionDigits: n })); return known.get(n); };
  const compact = new Intl.NumberFormat(lang, { notation: 'compact', maximumFractionDigits: 2 }), small = new Intl.NumberFormat(lang, { maximumSignificantDigits: 3 });
  return {
    axis: (v, scale) => Math.max(Math.abs(scale.low), Math.abs(scale.high)) >= 1e5 ? compact.format(v) : fixed(scale.decimals).format(Math.abs(v) < scale.step / 1e6 ? 0 : v),
    value: (v) => v === null || v === undefined ? '–' : v === 0 ? '0' : Math.abs(v) >= 1000 ? fixed(0).format(v) : Math.abs(v) >= 10 ? fixed(1).format(v) : Math.abs(v) >= 1 ? fixed(2).format(v) : small.format(v),
    whole: (v) => fixed(0).format(v),
  };
};
