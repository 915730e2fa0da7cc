// Keys of the fleet grid: space ticks the walked row (with Shift everything since the last), and an open drawer follows j and k.
const typing = (target) => target.closest?.('input:not([type=checkbox]), textarea, select, [contenteditable="true"], dialog, [popover]');
const rowOf = (target) => target.closest?.('[data-grid] tr[data-row]') ?? document.querySelector('[data-grid] tr.walked');
let follow = 0;

// Everything that matches: the page first, then what the bar offers for the rest, as soon as it stands there.
const takeAll = () => {
  const all = () => document.querySelector('[data-all-matching]');
  if (all()) { all().click(); return; }
  const head = document.querySelector('[data-grid] thead .grid-check input');
  if (!head || head.checked) return;
  head.click();
  const watch = new MutationObserver(() => { if (all()) { watch.disconnect(); all().click(); } });
  watch.observe(document.querySelector('[data-grid]'), { childList: true, subtree: true });
  setTimeout(() => watch.disconnect(), 3000);
};

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const grid = document.querySelector('[data-grid]');
  if (!grid) return;
  if (event.key === ' ' || event.key === 'x') {
    // A button or a box under the focus has its own meaning for the space bar.
    if (event.key === ' ' && event.target.closest('button, summary, input')) return;
    const box = rowOf(event.target)?.querySelector('.grid-check input');
    if (!box) return;
    event.preventDefault();
    box.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: event.shiftKey }));
  } else if (event.key === 'A') takeAll();
  else if (event.key === 'b') {
    const menu = document.querySelector('[data-bulk-menu]');
    if (menu) { event.preventDefault(); menu.click(); }
  } else if (event.key === 'j' || event.key === 'k') {
    if (!document.querySelector('[data-drawer]')) return;
    clearTimeout(follow);
    follow = setTimeout(() => document.querySelector('[data-grid] tr.walked:not([data-open]) a[href]')?.click(), 120);
  } else if (event.key === 'Escape' && document.querySelector('[data-drawer]')) {
    setTimeout(() => (document.querySelector('[data-grid] tr.walked a[href]'))?.focus({ preventScroll: true }), 60);
  }
});

// The box of the head is neither on nor off when some are ticked; only script can say so.
const mark = () => { for (const box of document.querySelectorAll('.grid-check input[type=checkbox]')) box.indeterminate = box.dataset.some === 'true'; };
new MutationObserver(mark).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ['data-some'] });
