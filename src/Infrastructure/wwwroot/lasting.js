// What outlives a lost connection: the place on the page, what was being typed, the field one was in. And our own words for the loss.
const root = document.documentElement;
const builtFrom = document.querySelector('meta[name="console-build"]')?.content;
const store = 'console.lasting';

// A field is known again by its id or name, otherwise by what it is called and its turn among those of the same name. Secrets are never kept.
const keepable = (e) => e.matches('input:not([type=password], [type=file], [type=hidden], [type=submit], [type=button]), textarea, select') && !e.closest('#console-palette');
const nameOf = (e) => e.id || e.name || [e.tagName, e.type, e.getAttribute('aria-label') || e.placeholder || e.closest('label')?.textContent?.trim() || ''].join('|');
const fields = () => [...document.querySelectorAll('input, textarea, select')].filter(keepable);
const keyed = () => { const turns = new Map(); return fields().map((e) => { const n = nameOf(e), t = turns.get(n) || 0; turns.set(n, t + 1); return [`${n}#${t}`, e]; }); };
const isChoice = (e) => e.type === 'checkbox' || e.type === 'radio';
const valueOf = (e) => isChoice(e) ? e.checked : e.value;
const touched = new WeakSet();
for (const kind of ['input', 'change']) document.addEventListener(kind, (event) => { if (event.isTrusted && event.target.matches?.('input, textarea, select')) touched.add(event.target); }, true);

const scrolled = () => [['window', scrollX, scrollY], ...[...document.querySelectorAll('main *, .side-drawer *, .rail')].filter((e) => e.scrollTop || e.scrollLeft)
  .map((e) => [e.id ? `#${CSS.escape(e.id)}` : e.className && `${e.tagName.toLowerCase()}.${[...e.classList].map((c) => CSS.escape(c)).join('.')}`, e.scrollLeft, e.scrollTop]).filter(([s]) => s)];
const picture = () => {
  const all = keyed(), active = all.find(([, e]) => e === document.activeElement);
  return {
    at: Date.now(), url: location.pathname + location.search,
    fields: all.filter(([, e]) => touched.has(e)).map(([k, e]) => [k, valueOf(e)]),
    scrolled: scrolled(), focus: active?.[0], range: active && 'selectionStart' in active[1] ? [active[1].selectionStart, active[1].selectionEnd] : null,
  };
};

const tellServer = (e) => { for (const kind of e.tagName === 'SELECT' || isChoice(e) ? ['change'] : ['input', 'change']) e.dispatchEvent(new Event(kind, { bubbles: true })); };

// Puts things back as the page is drawn again, for ten seconds at most, and never against the person's own hand.
const putBack = (kept) => {
  const left = new Map(kept.fields);
  let scrolls = kept.scrolled.filter(([, x, y]) => x || y), focus = kept.focus, mine = false;
  const stop = () => { mine = true; };
  for (const kind of ['wheel', 'touchmove', 'keydown', 'pointerdown']) addEventListener(kind, stop, { once: true, passive: true });
  const begun = performance.now(), until = begun + 10000, old = new Set(fields()), told = new Set();
  const step = () => {
    if (location.pathname + location.search !== kept.url) return;
    for (const [key, e] of keyed()) {
      if (left.has(key)) {
        // Still the old field: it may be drawn anew in a moment. If it stays, the server learns what was typed meanwhile.
        if (old.has(e)) {
          if (performance.now() - begun > 1500 && !told.has(e)) { told.add(e); tellServer(e); }
          continue;
        }
        const value = left.get(key);
        left.delete(key);
        touched.add(e);
        if (valueOf(e) !== value) {
          if (isChoice(e)) e.checked = value; else e.value = value;
          tellServer(e);
        }
      }
      // A drawer that opens anew, and a dialog that closes, take the focus once more: for three seconds it is brought back.
      const since = performance.now() - begun;
      if (focus === key && !mine && document.activeElement !== e && (!old.has(e) || since > 1500)) {
        e.focus({ preventScroll: true });
        if (kept.range) try { e.setSelectionRange(...kept.range); } catch { /* not a text field */ }
      }
      if (focus === key && (mine || since > 3000)) focus = null;
    }
    if (!mine) {
      scrolls = scrolls.filter(([selector, x, y]) => {
        const e = selector === 'window' ? document.scrollingElement : document.querySelector(selector);
        if (!e) return true;
        e.scrollTo({ left: x, top: y, behavior: 'instant' });
        return Math.abs(e.scrollTop - y) > 2 || performance.now() - begun < 3000;
      });
    }
    if ((left.size || focus || scrolls.length) && performance.now() < until) setTimeout(step, 150);
  };
  step();
};

const reload = () => {
  try { sessionStorage.setItem(store, JSON.stringify(picture())); } catch { /* then only the address is kept */ }
  location.reload();
};
document.addEventListener('click', (event) => { if (event.target.closest('[data-reload]')) { event.preventDefault(); reload(); } });
try {
  const kept = JSON.parse(sessionStorage.getItem(store) || 'null');
  sessionStorage.removeItem(store);
  if (kept && Date.now() - kept.at < 600000) putBack(kept);
} catch { /* nothing was kept */ }

// A page of an older build than the console's says so, and reloads only when it is told to.
const newVersion = document.getElementById('console-new-version');
const isOlder = async () => {
  try {
    const answer = await fetch('/build', { cache: 'no-store' });
    return answer.ok && (await answer.text()).trim() !== builtFrom;
  } catch { return false; }
};
const lookForNew = async () => { if (newVersion && !newVersion.dataset.later && await isOlder()) newVersion.hidden = false; };
newVersion?.querySelector('[data-later]')?.addEventListener('click', () => { newVersion.hidden = true; newVersion.dataset.later = 'true'; });
setInterval(() => { if (!document.hidden) lookForNew(); }, 300000);

// The lost connection: our own calm words instead of the framework's.
const lost = document.getElementById('components-reconnect-modal');
if (lost) {
  let waiting = 0, before = null, watching = 0;
  // Nothing is taken away from a page without a line, except when it is being drawn anew: then the picture from before counts.
  const keep = () => { const now = picture(); if (!before || now.fields.length >= before.fields.length) before = now; };
  const say = (state) => {
    root.dataset.connection = state;
    lost.dataset.state = state;
    if (state === 'live') { if (lost.open) lost.close(); } else if (!lost.open) lost.show();
  };
  // While the line is down the page is the only one that knows what is typed into it.
  const lose = () => { if (!watching) { keep(); document.addEventListener('input', keep, true); addEventListener('scroll', keep, { capture: true, passive: true }); watching = 1; } };
  const found = () => {
    clearTimeout(waiting); waiting = 0;
    say('live');
    if (watching) { document.removeEventListener('input', keep, true); removeEventListener('scroll', keep, { capture: true }); watching = 0; }
    if (before) putBack(before);
    before = null;
    lookForNew();
  };
  // The process that knew this page is gone. The same build takes it up by a reload; another one waits until it is told to.
  const gone = async () => {
    if (await isOlder()) { clearTimeout(waiting); say('older'); newVersion.hidden = false; if (lost.open) lost.close(); return; }
    try { sessionStorage.setItem(store, JSON.stringify(before ?? picture())); } catch { /* then only the address is kept */ }
    location.reload();
  };
  const again = async () => {
    say('retrying');
    try {
      if (await Blazor.reconnect() || await Blazor.resumeCircuit?.()) found();
      else await gone();
    } catch { say('failed'); }
  };
  lost.addEventListener('components-reconnect-state-changed', (event) => {
    const state = event.detail.state;
    // A blink of the network is nobody's business; the light in the top bar tells it at once. Attempts follow each other: the wait goes on.
    if (state === 'show' || state === 'retrying') {
      lose();
      root.dataset.connection = 'retrying';
      waiting ||= setTimeout(() => say('retrying'), 1200);
      return;
    }
    if (state === 'hide') { found(); return; }
    clearTimeout(waiting); waiting = 0;
    if (state === 'failed' || state === 'resume-failed') { say('failed'); document.addEventListener('visibilitychange', again, { once: true }); addEventListener('online', again, { once: true }); }
    else if (state === 'rejected') gone();
  });
  lost.querySelector('[data-reconnect]')?.addEventListener('click', again);
}

// Out of sight for long: the server need not draw what nobody looks at.
let resting = 0;
const tell = (state) => { const field = document.querySelector('[data-tab-state]'); if (field && (field.value || 'here') !== state) { field.value = state; field.dispatchEvent(new Event('change', { bubbles: true })); } };
document.addEventListener('visibilitychange', () => {
  clearTimeout(resting);
  if (document.hidden) resting = setTimeout(() => tell('away'), 1000 * Number(document.querySelector('[data-tab-state]')?.dataset.restAfter || 60));
  else tell('here');
});
