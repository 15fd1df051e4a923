// The matrix: the tree folds and remembers it, rows are walked and chosen by keys, the bar counts what is chosen.
(() => {
  const tree = document.querySelector("[data-tree]");
  const CLOSED = "matrix-tree";
  const MANY = 25;

  // --- tree: a closed branch hides everything below it
  const branches = tree ? [...tree.querySelectorAll("[data-branch]")] : [];
  const depth = (branch) => Number(branch.dataset.depth);
  const toggle = (branch) => branch.querySelector("button.tree-toggle");
  const isClosed = (branch) => toggle(branch)?.getAttribute("aria-expanded") === "false";
  const name = (branch) => branch.querySelector("a").firstElementChild.textContent;
  const draw = () => {
    let hiddenBelow = Infinity;
    for (const branch of branches) {
      if (depth(branch) <= hiddenBelow) hiddenBelow = Infinity;
      branch.hidden = depth(branch) > hiddenBelow;
      if (!branch.hidden && isClosed(branch)) hiddenBelow = depth(branch);
    }
  };
  const setClosed = (branch, closed) => {
    const button = toggle(branch);
    if (!button) return;
    button.setAttribute("aria-expanded", String(!closed));
    button.setAttribute("aria-label", `${closed ? tree.dataset.openWord : tree.dataset.closeWord} ${name(branch)}`);
  };
  const keep = () => {
    const closed = branches.filter(isClosed).map((branch) => branch.dataset.branch);
    try { window.localStorage.setItem(CLOSED, JSON.stringify(closed)); } catch { /* private window */ }
  };
  const kept = () => {
    try { return JSON.parse(window.localStorage.getItem(CLOSED) || "null"); } catch { return null; }
  };
  const openWay = () => {
    const chosen = branches.findIndex((branch) => branch.querySelector("a[aria-current]"));
    let level = chosen < 0 ? 0 : depth(branches[chosen]);
    for (let index = chosen - 1; index >= 0 && level > 0; index -= 1) {
      if (depth(branches[index]) < level) { setClosed(branches[index], false); level = depth(branches[index]); }
    }
  };
  const fold = (branch, closed) => { setClosed(branch, closed); draw(); keep(); };
  if (tree) {
    const closed = kept();
    for (const branch of branches) setClosed(branch, closed ? closed.includes(branch.dataset.branch) : branches.length > MANY && depth(branch) > 0);
    openWay();
    draw();
    tree.addEventListener("click", (event) => {
      const button = event.target.closest("button.tree-toggle");
      if (button) { const branch = button.closest("[data-branch]"); fold(branch, !isClosed(branch)); }
    });
    tree.addEventListener("keydown", (event) => {
      const row = event.target.closest("li");
      if (!row || !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      if (event.key === "ArrowLeft") fold(row, true);
      else if (event.key === "ArrowRight") fold(row, false);
      else {
        const rows = [...tree.querySelectorAll("li")].filter((item) => !item.hidden);
        rows[rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)]?.querySelector("a").focus();
      }
    });
  }

  for (const form of document.querySelectorAll("form[data-auto-submit]")) {
    form.addEventListener("change", (event) => { if (event.target.matches("select")) form.requestSubmit(); });
  }

  // --- rows by keyboard
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const box = (row) => row?.querySelector("input[name='id']");
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type='checkbox']), textarea, select, [contenteditable], dialog, [data-tree]")) return;
    const all = rows();
    if (!all.length) return;
    if (event.key === "j" || event.key === "k") {
      const next = all[Math.max(0, Math.min(all.length - 1, here() + (event.key === "j" ? 1 : -1)))];
      next.querySelector("a").focus({ preventScroll: true });
      next.scrollIntoView({ block: "nearest" });
    } else if (event.key === "x" && here() >= 0) box(all[here()])?.click();
    else if (event.key === "Enter" && event.target.matches("input[name='id']")) { event.preventDefault(); all[here()].querySelector("a").click(); }
  });

  // --- what is chosen
  const bar = document.querySelector("[data-bulk]");
  if (!bar) return;
  const boxes = () => rows().map(box).filter(Boolean);
  const whole = bar.querySelector("[data-bulk-all]");
  const pageBox = bar.querySelector("[data-bulk-page]");
  let last = null;
  const count = () => {
    const chosen = boxes().filter((item) => item.checked).length;
    bar.classList.toggle("is-idle", !chosen && !whole?.checked);
    bar.querySelector("[data-bulk-count]").textContent = whole?.checked || !chosen ? "" : String(chosen);
    bar.querySelector("button").disabled = !chosen && !whole?.checked;
    pageBox.checked = chosen > 0 && chosen === boxes().length;
    pageBox.indeterminate = chosen > 0 && chosen < boxes().length;
  };
  pageBox.addEventListener("change", () => { for (const item of boxes()) item.checked = pageBox.checked; count(); });
  whole?.addEventListener("change", count);
  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-row] input[name='id']")) return;
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((a, b) => a - b);
    if (event.shiftKey && from >= 0) for (const item of all.slice(from, to + 1)) item.checked = event.target.checked;
    last = event.target;
    count();
  });
  window.addEventListener("pageshow", count);
  count();
})();
