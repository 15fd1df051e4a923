// Keys that work everywhere: / or Ctrl-K search, ? shows the keys, g then a letter goes to a page.
(() => {
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const dialog = document.getElementById("keys");
  let going = 0;

  const search = () => {
    const field = document.getElementById("search-field");
    if (field && field.offsetParent) { field.focus(); field.select(); return; }
    window.location.assign(document.body.dataset.searchUrl);
  };
  const go = (letter) => {
    const link = document.querySelector(`[data-key="${letter}"]`);
    if (link) window.location.assign(link.href);
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      search();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || event.isComposing) return;
    if (Date.now() - going < 1200 && /^[a-z]$/.test(event.key)) { going = 0; go(event.key); return; }
    if (event.key === "/") { event.preventDefault(); search(); }
    else if (event.key === "?" && dialog) { event.preventDefault(); dialog.showModal(); }
    else if (event.key === "g") going = Date.now();
  });
  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.addEventListener("click", () => dialog?.showModal());
  }
  dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  // Arrow keys walk through results while the cursor stays in the search field.
  const field = document.getElementById("search-field");
  const results = field && document.getElementById(field.getAttribute("aria-controls"));
  if (!field || !results) return;
  field.addEventListener("keydown", (event) => {
    const links = [...results.querySelectorAll("a")];
    const active = links.findIndex((link) => "active" in link.dataset);
    if (event.key === "Escape") { if (results.matches(".search-results")) results.replaceChildren(); field.blur(); return; }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); links[active].click(); return; }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !links.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = links[(active + step + links.length + (active < 0 && step < 0 ? 1 : 0)) % links.length];
    if (active >= 0) delete links[active].dataset.active;
    next.dataset.active = "";
    next.id = "search-active";
    if (active >= 0) links[active].removeAttribute("id");
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".search") && results.matches(".search-results")) results.replaceChildren();
  });
})();
