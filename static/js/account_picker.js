// Account pickers (parts/account_picker.html): a combobox over a list that the server searches. Arrow keys walk, Enter
// chooses an account or opens a group, Escape closes. What is chosen stands as a ticked box in the form, as without script.
(() => {
  const begin = (root) => {
    if (root.dataset.begun) return;
    root.dataset.begun = "1";
    const input = root.querySelector("[role='combobox']");
    const list = root.querySelector("[role='listbox']");
    const picked = root.querySelector("[data-picked]");
    const status = root.querySelector("[data-picker-status]");
    const multiple = "multiple" in root.dataset;
    let group = "";
    let timer;
    let turn = 0;
    let active = -1;

    const options = () => [...list.querySelectorAll("[role='option']:not([aria-disabled])")];
    const boxes = () => [...picked.querySelectorAll("input")];
    const mark = (index) => {
      const all = options();
      active = all.length && index >= 0 ? index % all.length : -1;
      all.forEach((option, at) => {
        option.id = `${input.id}-option-${at}`;
        option.classList.toggle("is-active", at === active);
      });
      if (active < 0) { input.removeAttribute("aria-activedescendant"); return; }
      input.setAttribute("aria-activedescendant", all[active].id);
      all[active].scrollIntoView({ block: "nearest" });
    };
    const tick = () => {
      const values = boxes().filter((box) => box.checked).map((box) => box.value);
      for (const option of list.querySelectorAll("[data-value]")) option.setAttribute("aria-selected", String(values.includes(option.dataset.value)));
    };
    const close = () => {
      window.clearTimeout(timer);
      turn += 1;
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const show = async () => {
      const address = new URL(root.dataset.url, window.location.href);
      address.searchParams.set("q", input.value.trim());
      if (group) address.searchParams.set("group", group);
      turn += 1;
      const mine = turn;
      let answer;
      try { answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } }); } catch { return; }
      if (!answer.ok || mine !== turn) return;
      const text = await answer.text();
      if (mine !== turn || !root.contains(document.activeElement)) return;
      list.innerHTML = text;
      list.hidden = false;
      list.scrollTop = 0;
      input.setAttribute("aria-expanded", "true");
      tick();
      const first = options().findIndex((option) => !option.classList.contains("is-back"));
      mark(input.value.trim() || group ? Math.max(0, first) : -1);
      status.textContent = root.dataset.foundWord;
    };
    const changed = (target) => target.dispatchEvent(new Event("change", { bubbles: true }));
    const add = (option) => {
      const known = boxes().find((box) => box.value === option.dataset.value);
      if (known) {
        if (multiple) { known.checked = !known.checked; changed(known); }
        return;
      }
      const label = document.createElement("label");
      const box = document.createElement("input");
      label.className = "picked-one";
      Object.assign(box, { type: "checkbox", name: root.dataset.name, value: option.dataset.value, checked: true, className: "form-check-input" });
      label.append(box, option.querySelector(".account-chip").cloneNode(true));
      if (!multiple) picked.replaceChildren();
      picked.append(label);
      changed(box);
    };
    const choose = (option) => {
      if ("group" in option.dataset) {
        group = option.dataset.group;
        input.value = "";
        show();
        return;
      }
      const looking = !input.value.trim();
      add(option);
      input.value = "";
      tick();
      // Whoever looks through a list takes several; whoever typed a name has found it, and sees the form again.
      if (multiple && looking) { show(); return; }
      turn += 1;
      group = "";
      close();
    };

    input.addEventListener("focus", () => { if (list.hidden) show(); });
    input.addEventListener("click", () => { if (list.hidden) show(); });
    input.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(show, 150); });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (open) mark(event.key === "ArrowDown" ? active + 1 : (active > 0 ? active : options().length) - 1); else show();
      } else if (event.key === "Enter") {
        if (!open && !input.value) return;
        event.preventDefault();
        if (open && active >= 0) choose(options()[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        event.stopPropagation();
        close();
      } else if (event.key === "Backspace" && !input.value && group && open) {
        group = list.querySelector(".is-back")?.dataset.group ?? "";
        show();
      } else if (event.key === "Tab") close();
    });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role='option']:not([aria-disabled])");
      if (option) choose(option);
    });
    root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) { close(); group = ""; } });
    // A box that is unticked has told the form so; then it goes.
    picked.addEventListener("change", (event) => {
      const box = event.target;
      if (box.type === "checkbox" && !box.checked) window.setTimeout(() => { if (!box.checked) { box.closest("label").remove(); tick(); } });
    });
  };

  const beginAll = (scope) => { for (const root of scope.querySelectorAll("[data-account-picker]")) begin(root); };
  // The switcher in the top bar lists links: arrow keys walk from the search field through them and back.
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest("#scope-menu");
    if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const stops = [...menu.querySelectorAll("input[type='search'], a")];
    const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  }, true);

  beginAll(document);
  document.addEventListener("htmx:afterSettle", (event) => beginAll(event.detail.target));
})();
