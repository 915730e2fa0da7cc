// What is drawn as a picture, and what is shown as figures: both made here, of what is already there.
import { layOut, margins, paintFrame, paintLines, toneOf } from './chart-paint.js';

const save = (blob, name) => {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: name, hidden: true });
  document.body.append(link); link.click(); link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
const nameOf = (data, ending) => `${data.title.normalize('NFKD').replace(/[^\w]+/g, '-').replace(/^-|-$/g, '').toLowerCase().slice(0, 80) || 'chart'}.${ending}`;

export const savePicture = (data, view, size, zone, colours) => {
  const pad = 20, width = Math.max(640, size[0]) + 2 * pad, shown = data.series.filter((s) => !s.hidden), canvas = document.createElement('canvas'), pen = canvas.getContext('2d');
  // The legend's lines are counted before the height is known.
  const font = (weight, px) => { pen.font = `${weight} ${px}px ${colours.font}`; };
  font(400, 12);
  const entries = [], inner = width - 2 * pad;
  let [x, line] = [0, 0];
  for (const s of shown) {
    const words = s.name + (s.unit ? `, ${s.unit}` : ''), wide = 26 + pen.measureText(words).width;
    if (x && x + wide > inner) { x = 0; line++; }
    entries.push({ s, words, x, line }); x += wide + 16;
  }
  const head = 56 + (line + 1) * 20, height = head + size[1] + 44;
  canvas.width = width * 2; canvas.height = height * 2; pen.setTransform(2, 0, 0, 2, 0, 0);
  pen.fillStyle = colours.surface; pen.fillRect(0, 0, width, height);
  pen.textBaseline = 'top'; pen.textAlign = 'left';
  pen.fillStyle = colours.text; font(600, 16); pen.fillText(data.title, pad, pad, inner);
  pen.fillStyle = colours.soft; font(400, 12); pen.fillText(`${zone.full(view.from)} – ${zone.full(view.to)}, ${zone.name} (${zone.words(view.to)})`, pad, pad + 22, inner);
  for (const { s, words, x: at, line: row } of entries) {
    const y = 62 + row * 20;
    pen.strokeStyle = toneOf(s, colours); pen.lineWidth = 3; pen.setLineDash(s.ghost ? [2, 4] : []); pen.beginPath(); pen.moveTo(pad + at, y + 7); pen.lineTo(pad + at + 18, y + 7); pen.stroke(); pen.setLineDash([]);
    pen.fillStyle = colours.text; pen.fillText(words, pad + at + 24, y);
  }
  pen.save(); pen.translate(pad, head + 10); font(400, 11);
  const lay = margins(pen, layOut(data, view, inner, size[1]));
  paintFrame(pen, data, view, lay, zone, colours); paintLines(pen, data, view, lay, zone, colours);
  pen.restore();
  pen.textAlign = 'left'; pen.textBaseline = 'top'; pen.fillStyle = colours.faint; font(400, 11); pen.fillText([data.asOf, data.note].filter(Boolean).join(' · '), pad, height - 24, inner);
  canvas.toBlob((blob) => save(blob, nameOf(data, 'png')), 'image/png');
};

// Text that begins like a formula would be run by a spreadsheet; the apostrophe makes it text.
const cell = (text) => { const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text; return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe; };
const moment = (at, zone) => { const m = Math.round(zone.offset(at) / 60e3), a = Math.abs(m); return `${new Date(zone.local(at)).toISOString().slice(0, -1)}${m < 0 ? '-' : '+'}${String(Math.floor(a / 60)).padStart(2, '0')}:${String(a % 60).padStart(2, '0')}`; };

export const saveFigures = (data, zone) => {
  const rows = ['time,series,unit,value,lowest,highest,readings,bucket_seconds,quality'];
  for (const s of data.series) if (!s.hidden) s.t.forEach((t, k) => {
    if (s.v[k] === null) return;
    const kinds = [...new Set((s.quality ?? []).filter((q) => t >= q.from && t <= q.to).map((q) => q.kind))].join(' ');
    rows.push([moment(t, zone), cell(s.name), cell(s.unit ?? ''), s.v[k], s.lo?.[k] ?? s.v[k], s.hi?.[k] ?? s.v[k], s.n?.[k] ?? 1, s.bucket / 1000, kinds].join(','));
  });
  save(new Blob([rows.join('\r\n') + '\r\n'], { type: 'text/csv' }), nameOf(data, 'csv'));
};
