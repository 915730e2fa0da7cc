// The command palette in the browser: opens at once, walks by keys, remembers what was chosen. Its answers are drawn by the server.
const palette = () => document.getElementById('console-palette');
const field = () => document.querySelector('[data-palette-input]');
const list = () => document.getElementById('palette-list');
const lines = () => [...list().querySelectorAll('[role="option"]')];
const store = () => `console.recent.${palette().dataset.person}`;
const recent = () => { try { return JSON.parse(localStorage.getItem(store())) || []; } catch { return []; } };
let waiting = null;

const mark = (line) => {
  for (const other of lines()) if (other !== line && other.getAttribute('aria-selected') === 'true') other.setAttribute('aria-selected', 'false');
  line?.setAttribute('aria-selected', 'true');
  line ? field().setAttribute('aria-activedescendant', line.id) : field().removeAttribute('aria-activedescendant');
  line?.scrollIntoView({ block: 'nearest' });
};
const marked = () => lines().find((l) => l.getAttribute('aria-selected') === 'true');
const isFresh = () => list().dataset.for === field().value.trim();

const send = (element, type, value) => { element.value = value; element.dispatchEvent(new Event(type, { bubbles: true })); };
const open = () => {
  const dialog = palette();
  if (!dialog || dialog.open) return;
  for (const popover of document.querySelectorAll('[popover]:popover-open')) popover.hidePopover();
  dialog.showModal();
  if (!dialog.dataset.watched) {
    dialog.dataset.watched = 'true';
    new MutationObserver(drawn).observe(list(), { childList: true, subtree: true, attributes: true, attributeFilter: ['data-for'] });
    dialog.addEventListener('click', (event) => { if (event.target === dialog) close(); });
    dialog.addEventListener('close', () => { waiting = null; });
  }
  field().value = '';
  send(dialog.querySelector('[data-palette-recent]'), 'change', recent().join('\n'));
  field().focus();
};
const close = () => palette()?.close();

// New answers: the first one is chosen, and an Enter that came before them is carried out.
const drawn = () => {
  mark(lines()[0]);
  if (waiting && isFresh()) { const how = waiting; waiting = null; choose(marked(), how); }
};
const choose = (line, { newTab } = {}) => {
  if (!line) return;
  const key = line.dataset.key.trim();
  if (!key.startsWith('list:')) try { localStorage.setItem(store(), JSON.stringify([key, ...recent().filter((k) => k !== key)].slice(0, 6))); } catch { /* this visit only */ }
  if (newTab && !line.dataset.themeChoose) { window.open(line.href, '_blank', 'noopener'); close(); return; }
  close();
  line.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: -1 }));
};

document.addEventListener('click', (event) => {
  if (event.target.closest('[data-palette-open]')) { open(); return; }
  if (event.target.closest('[data-palette-close]')) { close(); return; }
  const line = event.target.closest('.palette-line');
  if (!line) return;
  // A press of the mouse comes here first, so that it is remembered; what choose() sends is let through.
  if (event.detail !== -1) { event.preventDefault(); event.stopPropagation(); choose(line, { newTab: event.ctrlKey || event.metaKey }); return; }
  if (line.dataset.themeChoose) { event.preventDefault(); event.stopPropagation(); document.querySelector(`.user-panel [data-theme-choose="${line.dataset.themeChoose}"]`)?.click(); return; }
  if ('document' in line.dataset) { event.preventDefault(); event.stopPropagation(); location.assign(line.href); }
}, true);
document.addEventListener('pointermove', (event) => { const line = event.target.closest?.('.palette-line'); if (line) mark(line); });

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
    if (!palette()) return;
    event.preventDefault();
    palette().open ? close() : open();
    return;
  }
  if (!palette()?.open || event.target !== field() || event.isComposing) return;
  const all = lines(), here = all.indexOf(marked());
  const go = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: Math.min(all.length - 1, here + 6), PageUp: Math.max(0, here - 6) }[event.key];
  if (go !== undefined) { event.preventDefault(); mark(all[(go + all.length) % all.length]); } else if (event.key === 'Enter') {
    event.preventDefault();
    const how = { newTab: event.ctrlKey || event.metaKey };
    if (isFresh()) choose(marked(), how); else waiting = how;
  }
}, true);
document.addEventListener('input', (event) => { if (event.target === field()) waiting = null; });

// "g" and then a letter goes to a page of the rail.
let going = 0;
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select, [contenteditable="true"]') || document.querySelector('dialog[open]:modal')) { going = 0; return; }
  if (going && event.timeStamp - going < 1200) {
    going = 0;
    const link = document.querySelector(`.rail [data-go="${CSS.escape(event.key.toLowerCase())}"]`);
    if (link) { event.preventDefault(); event.stopPropagation(); link.click(); }
  } else if (event.key === 'g') going = event.timeStamp;
}, true);

if (/Mac|iPhone|iPad/.test(navigator.platform)) for (const key of document.querySelectorAll('[data-palette-key]')) key.textContent = '⌘ K';
