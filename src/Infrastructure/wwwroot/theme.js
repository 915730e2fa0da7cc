// Runs before the first paint, so that a chosen theme never flashes the other one. "system" follows the machine.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  // "theme.density", told by the server at sign-in and kept by the person's account; before the first sign-in what this browser chose.
  const told = () => (/(?:^|; )console\.look=([a-z]+)\.([a-z]+)/.exec(document.cookie) || []).slice(1);
  const kept = (key, otherwise) => { try { return localStorage.getItem(key) || otherwise; } catch { return otherwise; } };
  const apply = () => {
    const [theme, density] = told();
    const choice = theme || kept('console.theme', 'system');
    const root = document.documentElement;
    root.dataset.theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
    root.dataset.themeChoice = choice;
    root.dataset.density = density || 'comfortable';
    root.dataset.rail = kept('console.rail', 'open');
  };
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
  window.consoleTheme = (choice) => {
    document.cookie = `console.look=${choice}.${told()[1] || 'comfortable'}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
    try { localStorage.setItem('console.theme', choice); } catch { /* the cookie is enough */ }
    apply();
  };
})();
