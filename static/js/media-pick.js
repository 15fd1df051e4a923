// Pictures of the media library for one pane: searched, chosen by click or keyboard, put behind those that are there.
(() => {
  const form = document.querySelector("[data-composer]");
  const dialog = document.getElementById("pick");
  if (!form || !dialog) return;
  const body = dialog.querySelector("[data-pick-body]");
  const count = dialog.querySelector("[data-pick-count]");
  const done = dialog.querySelector("[data-pick-done]");
  const chosen = new Map(); // id: the tile that goes into the pane; kept while the search changes
  let pane = null;
  let opener = null;

  const boxes = () => [...body.querySelectorAll("[data-pick]")];
  const tell = () => {
    count.textContent = chosen.size ? count.dataset.word.replace("%(n)s", chosen.size) : "";
    done.disabled = !chosen.size;
  };
  const mark = () => {
    const there = new Set([...pane.querySelectorAll("[data-tile]")].map((tile) => tile.dataset.tile));
    for (const box of boxes()) {
      const known = there.has(box.value);
      box.checked = chosen.has(box.value) || known;
      if (known) box.disabled = true;
      box.closest("label").querySelector("[data-picked-already]").hidden = !known;
    }
    tell();
  };
  const open = async (button) => {
    opener = button;
    pane = button.closest("[data-pane]");
    chosen.clear();
    body.replaceChildren();
    tell();
    dialog.showModal();
    const post = pane.querySelector("[name$='-post']");
    const query = new URLSearchParams({ check: pane.dataset.pane, [post.name]: post.value });
    await window.htmx.ajax("GET", `${form.dataset.pick}?${query}`, { target: body, swap: "innerHTML" });
    body.querySelector("input[type=search]")?.focus();
  };
  const close = () => { dialog.close(); opener?.focus(); };
  const put = () => {
    pane.querySelector("[data-tiles]").append(...chosen.values());
    pane.dispatchEvent(new CustomEvent("pictures:changed", { bubbles: true }));
    close();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick-media]");
    if (button) open(button);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-pick-cancel]")) close();
    else if (event.target.closest("[data-pick-done]")) put();
  });
  dialog.addEventListener("change", (event) => {
    const box = event.target.closest("[data-pick]");
    if (!box) return;
    if (box.checked) chosen.set(box.value, box.closest("label").querySelector("template").content.firstElementChild.cloneNode(true));
    else chosen.delete(box.value);
    tell();
  });
  // Arrows walk the grid, Enter takes what is chosen (or what stands under the focus); Escape closes, as in any dialog.
  dialog.addEventListener("keydown", (event) => {
    const box = event.target.closest("[data-pick]");
    const free = boxes().filter((other) => !other.disabled);
    const first = free[0]?.closest("label").getBoundingClientRect();
    const columns = Math.max(1, free.filter((other) => other.closest("label").getBoundingClientRect().top === first.top).length);
    const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
    if (event.target.type === "search" && event.key === "ArrowDown") { event.preventDefault(); free[0]?.focus(); }
    if (!box) return;
    if (event.key in steps) {
      event.preventDefault();
      const at = free.indexOf(box) + steps[event.key];
      if (at < 0) body.querySelector("input[type=search]").focus();
      else free[Math.min(at, free.length - 1)].focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!chosen.size) box.click();
      put();
    }
  });
  document.addEventListener("htmx:afterSettle", (event) => { if (pane && dialog.contains(event.target)) mark(); });
})();
