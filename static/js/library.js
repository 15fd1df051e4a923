// The library: rows walked, chosen, opened and edited by keys; shift chooses a range; menus close on a click elsewhere.
(() => {
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const box = (row) => row?.querySelector("input[form='bulk']");
  const link = (row) => row.querySelector("a.post-text, .cell-text a, a[data-open]");
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));
  const elsewhere = "input:not([type='checkbox']), textarea, select, [contenteditable], dialog, #panel";

  // `/` means the library's own field here, before the frame takes it for the search of everything.
  window.addEventListener("keydown", (event) => {
    const field = document.querySelector("[aria-keyshortcuts='/']");
    if (event.key !== "/" || !field || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(elsewhere)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    field.focus();
    field.select();
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.closest(elsewhere)) return;
    const all = rows();
    const at = here();
    if (!all.length) return;
    if (event.key === "j" || event.key === "k") {
      const next = all[Math.max(0, Math.min(all.length - 1, at + (event.key === "j" ? 1 : -1)))];
      link(next).focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "x" && at >= 0) box(all[at])?.click();
    else if (event.key === "e" && at >= 0 && all[at].dataset.edit) window.location.assign(all[at].dataset.edit);
    else if (event.key === "Enter" && at >= 0 && event.target === box(all[at])) { event.preventDefault(); link(all[at]).click(); }
  });

  let last = null;
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.chip-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
    if (!event.target.matches("[data-row] input[form='bulk']")) return;
    const all = rows().map(box);
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) {
      for (const item of all.slice(from, to + 1)) item.checked = event.target.checked;
      event.target.dispatchEvent(new Event("change", { bubbles: true }));
    }
    last = event.target;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.chip-menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
})();
