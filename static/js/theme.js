// Blocking and tiny: sets theme and width of the navigation before the first paint, so that nothing flashes or jumps.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const read = (key) => {
    try { return window.localStorage.getItem(key); } catch { return null; }
  };
  const apply = () => {
    const wanted = read("theme") || "auto";
    root.dataset.bsTheme = wanted === "auto" ? (dark.matches ? "dark" : "light") : wanted;
    root.dataset.themeChoice = wanted;
  };
  root.dataset.js = "";
  if (read("nav") === "narrow") root.dataset.nav = "narrow";
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("theme:changed", apply);
})();
