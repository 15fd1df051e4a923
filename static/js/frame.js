// The frame's behaviour: navigation width, phone menu, theme choice, side panel, copying, progress line.
(() => {
  const root = document.documentElement;
  const keep = (key, value) => {
    try { window.localStorage.setItem(key, value); } catch { /* private window: lasts until the page is left */ }
  };
  const markTheme = () => {
    for (const item of document.querySelectorAll("[data-theme-choice-of]")) {
      item.setAttribute("aria-pressed", String(item.dataset.themeChoiceOf === root.dataset.themeChoice));
    }
  };
  const setTheme = (value) => {
    keep("theme", value);
    document.dispatchEvent(new Event("theme:changed"));
    root.dataset.themeChoice = value;
    if (value !== "auto") root.dataset.bsTheme = value;
    markTheme();
    document.dispatchEvent(new Event("theme:applied"));
  };
  const toggleRail = (button) => {
    const narrow = root.dataset.nav !== "narrow";
    if (narrow) root.dataset.nav = "narrow"; else delete root.dataset.nav;
    keep("nav", narrow ? "narrow" : "wide");
    button.setAttribute("aria-expanded", String(!narrow));
  };
  const rail = document.getElementById("rail");
  const more = document.querySelector("[data-phone-more]");
  const showMenu = (open) => {
    if (!rail || !more) return;
    rail.toggleAttribute("data-open", open);
    more.setAttribute("aria-expanded", String(open));
  };
  const closePanel = () => {
    const panel = document.getElementById("panel");
    const link = panel?.querySelector("[data-panel-close]");
    if (!panel || !link) return false;
    panel.replaceChildren();
    if (link.href) window.history.pushState({}, "", link.href);
    return true;
  };
  const copy = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    window.showToast(button.dataset.copied);
  };

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    const theme = at("[data-theme-choice-of]");
    const toggle = at("[data-rail-toggle]");
    const copied = at("[data-copy]");
    if (theme) setTheme(theme.dataset.themeChoiceOf);
    else if (toggle) toggleRail(toggle);
    else if (copied) copy(copied);
    else if (at("[data-panel-close]")) { event.preventDefault(); closePanel(); }
    if (at("[data-phone-more]")) { event.preventDefault(); showMenu(!rail.hasAttribute("data-open")); }
    else if (!at("#rail")) showMenu(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (rail?.hasAttribute("data-open")) { showMenu(false); more.focus(); } else closePanel();
  });

  // A quiet line above 400 ms, never for polling.
  let waiting = 0;
  let timer;
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt.closest("[data-quiet]")) return;
    waiting += 1;
    if (waiting === 1) timer = window.setTimeout(() => { root.dataset.busy = ""; }, 400);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt.closest("[data-quiet]")) return;
    waiting = Math.max(0, waiting - 1);
    if (waiting === 0) { window.clearTimeout(timer); delete root.dataset.busy; }
  });

  // Polling takes nothing away from somebody who is typing, choosing or ticking there; the next round asks again.
  const isInUse = (field) => {
    if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
    if (field === document.activeElement || field.closest("details[open]")) return true;
    if (!field.matches("select")) return field.value !== field.defaultValue;
    return field.selectedIndex !== Math.max(0, [...field.options].findIndex((option) => option.defaultSelected));
  };
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    if (requestConfig.elt !== target || !target.matches("[data-quiet][hx-trigger^='every']")) return;
    const seen = [...target.querySelectorAll("input, select, textarea")].filter((field) => field.offsetParent);
    if (seen.some(isInUse)) event.detail.shouldSwap = false;
  });

  // A panel that has just opened takes the focus, so that keyboard and screen reader follow.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    const title = event.detail.target.querySelector("h2");
    if (title) { title.tabIndex = -1; title.focus({ preventScroll: true }); }
  });
  // On a phone a row of tabs is wider than the page: begin where one is.
  document.querySelector(".page-tabs [aria-current], .plan-steps [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  document.querySelector("[data-rail-toggle]")?.setAttribute("aria-expanded", String(root.dataset.nav !== "narrow"));
  markTheme();
})();

// The light of a crisis: hours and minutes that are left until the first answer is due.
(() => {
  const clock = document.querySelector("[data-clock]");
  if (!clock) return;
  const show = () => {
    const left = Math.floor((Date.parse(clock.dataset.clock) - Date.now()) / 60000);
    clock.textContent = left < 0 ? clock.dataset.over : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  };
  show();
  window.setInterval(show, 15000);
})();
