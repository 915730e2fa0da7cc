// What the shell does in the browser by itself: ages, scope on links, keys, menus, dialogs, copying. No state of ours lives here.
const serverNow = Number(document.querySelector('meta[name="console-now"]')?.content || Date.now());
const skew = serverNow - Date.now();
const now = () => Date.now() + skew;

// Ages, in the words of Figures.Age.
const span = (s) => s < 60 ? `${Math.floor(s)} s` : s < 3600 ? `${Math.floor(s / 60)} min` : s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
const said = { ago: '{0} ago', ahead: 'in {0}', now: 'now', copied: 'Copied', copy: 'Press Ctrl+C' };
try { Object.assign(said, JSON.parse(document.querySelector('meta[name="console-words"]').content)); } catch { /* English */ }
const words = (s) => s < -2 ? said.ahead.replace('{0}', span(-s)) : s < 2 ? said.now : said.ago.replace('{0}', span(s));
const age = () => {
  if (document.hidden) return;
  const at = now();
  for (const time of document.querySelectorAll('[data-age]')) {
    const seconds = (at - Number(time.dataset.age)) / 1000, text = words(seconds);
    // The text node stays the one that the server knows; only its words change.
    if (time.firstChild && time.firstChild.data !== text) time.firstChild.data = text;
    if (time.dataset.staleAfter) time.toggleAttribute('data-stale', seconds > Number(time.dataset.staleAfter));
  }
};
setInterval(age, 1000);
document.addEventListener('visibilitychange', age);

// The scope goes along with every link inside the console, also into a new tab.
const carryScope = (event) => {
  const link = event.target.closest?.('a[href]');
  const scope = new URLSearchParams(location.search).get('scope');
  if (!link || !scope || link.hasAttribute('data-scope-free') || link.target === '_blank' || link.hasAttribute('download')) return;
  const url = new URL(link.href, document.baseURI);
  if (url.origin !== location.origin || url.searchParams.has('scope') || /^\/(api|signin|signout|setup|_)/.test(url.pathname) || (url.hash && url.pathname === location.pathname)) return;
  url.searchParams.set('scope', scope);
  link.href = url.pathname + url.search + url.hash;
};
for (const kind of ['pointerdown', 'click', 'contextmenu']) document.addEventListener(kind, carryScope, true);

// Within the page, and before the router takes "#main" for an address.
document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-skip]')) return;
  event.preventDefault(); event.stopPropagation();
  document.getElementById('main')?.focus();
}, true);

// A press anywhere in a row opens what the row is about, unless something else was meant.
document.addEventListener('click', (event) => {
  const row = event.target.closest('tr[data-href]');
  if (!row || event.defaultPrevented || event.target.closest('a, button, input, select, label, summary, [role="checkbox"]') || String(getSelection())) return;
  const link = row.querySelector('a[href]') ?? Object.assign(row.appendChild(document.createElement('a')), { href: row.dataset.href, hidden: true });
  link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey }));
});

// Keys.
const typing = (target) => target.closest('input, textarea, select, [contenteditable="true"]');
const walk = (by) => {
  const rows = [...document.querySelectorAll('main tr[data-href], main [data-walk]')];
  if (!rows.length) return;
  const here = rows.findIndex((r) => r.classList.contains('walked'));
  const next = rows[Math.max(0, Math.min(rows.length - 1, here + by))];
  rows[here]?.classList.remove('walked');
  next.classList.add('walked');
  next.scrollIntoView({ block: 'nearest' });
  (next.querySelector('a[href]') ?? next).focus({ preventScroll: true });
};
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') {
    delete document.documentElement.dataset.menu;
    const drawer = document.querySelector('[data-drawer]');
    if (drawer && !event.defaultPrevented && !document.querySelector('dialog[open], [popover]:popover-open')) drawer.querySelector('[data-cancel]')?.click();
    return;
  }
  const menu = event.target.closest('[data-menu]');
  if (menu && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    const stops = [...menu.querySelectorAll('input, a[href], button')].filter((e) => e.offsetParent !== null);
    const to = stops[stops.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1)];
    if (to) { event.preventDefault(); to.focus(); }
    return;
  }
  if (menu && event.key === 'Enter' && event.target.matches('input')) { event.preventDefault(); menu.querySelector('a[href]')?.click(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.key === '/') {
    const filter = document.querySelector('[data-page-filter]') ?? document.querySelector('[data-find]');
    if (filter) { event.preventDefault(); filter.matches('[data-palette-open]') ? filter.click() : filter.focus(); filter.select?.(); }
  } else if (event.key === 'j') walk(1);
  else if (event.key === 'k') walk(-1);
  else if (event.key === '?') document.getElementById('console-keys')?.showPopover?.();
});

// Popovers stand below what opened them, and close when something in them was followed.
document.addEventListener('toggle', (event) => {
  const panel = event.target;
  if (!(panel instanceof HTMLElement) || !panel.hasAttribute('popover') || event.newState !== 'open') return;
  const opener = document.querySelector(`[popovertarget="${panel.id}"]`);
  if (opener && !panel.hasAttribute('data-centred') && innerWidth > 600) {
    const box = opener.getBoundingClientRect();
    // Above it where there is no room below.
    const below = box.bottom + 6, above = box.top - panel.offsetHeight - 6;
    panel.style.top = `${below + panel.offsetHeight > innerHeight - 8 && above >= 8 ? above : below}px`;
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`;
  } else { panel.style.top = panel.style.left = ''; }
  panel.querySelector('input, [autofocus]')?.focus();
}, true);
document.addEventListener('click', (event) => {
  const link = event.target.closest('[popover] a[href]');
  if (link) link.closest('[popover]').hidePopover();
});

// The shell's own switches.
const mark = () => { for (const b of document.querySelectorAll('[data-theme-choose]')) b.setAttribute('aria-pressed', String(b.dataset.themeChoose === document.documentElement.dataset.themeChoice)); };
document.addEventListener('click', (event) => {
  const theme = event.target.closest('[data-theme-choose]');
  if (theme) { window.consoleTheme(theme.dataset.themeChoose); mark(); }
  const language = event.target.closest('[data-language-choose]');
  if (language) {
    // The server keeps it and loads the page anew; the cookie is the framework's own.
    const culture = encodeURIComponent(`c=${language.dataset.languageChoose}|uic=${language.dataset.languageChoose}`);
    document.cookie = `.AspNetCore.Culture=${culture}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  }
  if (event.target.closest('[data-rail-toggle]')) {
    const root = document.documentElement, folded = root.dataset.rail !== 'folded';
    root.dataset.rail = folded ? 'folded' : 'open';
    try { localStorage.setItem('console.rail', root.dataset.rail); } catch { /* this visit only */ }
  }
  if (event.target.closest('[data-print]')) window.print();
  if (event.target.closest('[data-menu-open]')) { document.documentElement.dataset.menu = 'open'; document.querySelector('.rail a')?.focus(); }
  else if (event.target.closest('[data-menu-close], .rail a')) delete document.documentElement.dataset.menu;
});
document.addEventListener('toggle', mark, true);

// Copying, where the button says that it was done.
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (!button) return;
  const before = button.textContent;
  try {
    if (navigator.clipboard) await navigator.clipboard.writeText(button.dataset.copy);
    else {
      const area = document.body.appendChild(Object.assign(document.createElement('textarea'), { value: button.dataset.copy }));
      area.select(); document.execCommand('copy'); area.remove();
    }
    button.textContent = said.copied;
  } catch { button.textContent = said.copy; }
  setTimeout(() => { button.textContent = before; }, 1600);
});

// A dialog that the server drew becomes modal by standing in this element: focus stays in it and Escape is "Cancel".
customElements.define('modal-frame', class extends HTMLElement {
  connectedCallback() {
    // What stood in a menu is hidden with it: its opener is where the hand comes back to.
    const menu = document.activeElement?.closest('[popover]');
    const before = (menu && document.querySelector(`[popovertarget="${menu.id}"]`)) ?? document.activeElement;
    queueMicrotask(() => {
      const dialog = this.querySelector('dialog');
      if (!dialog || dialog.open) return;
      dialog.showModal();
      dialog.addEventListener('cancel', (event) => { event.preventDefault(); dialog.querySelector('[data-cancel]')?.click(); });
      dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.querySelector('[data-cancel]')?.click(); });
    });
    this.before = before;
  }
  disconnectedCallback() { this.before?.isConnected && this.before.focus(); }
});
