// Runs before the first paint, so that a chosen theme never flashes the other one. "system" follows the machine.
(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const chosen = () => { try { return localStorage.getItem('console.theme') || 'system'; } catch { return 'system'; } };
  const apply = () => {
    const choice = chosen();
    const root = document.documentElement;
    root.dataset.theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
    root.dataset.themeChoice = choice;
    root.dataset.rail = (() => { try { return localStorage.getItem('console.rail') || 'open'; } catch { return 'open'; } })();
  };
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
  window.consoleTheme = (choice) => { try { localStorage.setItem('console.theme', choice); } catch { /* this visit only */ } apply(); };
})();
