// Relays: pick accounts by name or by group; take an account out of the editor.
(() => {
  const choose = document.querySelector("[data-relay-choose]");
  if (choose) {
    const boxes = () => [...choose.querySelectorAll("[name='account']")];
    const count = choose.querySelector("[data-count]");
    const tell = () => { count.textContent = count.dataset.word.replace("%(n)s", boxes().filter((box) => box.checked).length); };
    choose.addEventListener("change", (event) => {
      if (event.target.name === "first") event.target.closest("li").querySelector("[name='account']").checked = true;
      tell();
    });
    choose.addEventListener("click", (event) => {
      const button = event.target.closest("[data-whole]");
      if (!button) return;
      event.preventDefault();
      const group = button.closest("[data-group]");
      const mine = [...group.querySelectorAll("li:not([hidden]) [name='account']")];
      const all = mine.every((box) => box.checked);
      for (const box of mine) box.checked = !all;
      group.open = true;
      tell();
    });
    choose.querySelector("[data-filter]").addEventListener("input", (event) => {
      const words = event.target.value.trim().toLowerCase();
      for (const group of choose.querySelectorAll("[data-group]")) {
        const rows = [...group.querySelectorAll("[data-choice]")];
        for (const row of rows) row.hidden = !row.dataset.choice.toLowerCase().includes(words);
        group.hidden = rows.every((row) => row.hidden);
        if (words) group.open = true;
      }
    });
    tell();
  }
  const editor = document.querySelector("[data-relay-edit]");
  editor?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-drop-row]");
    if (!button || editor.querySelectorAll(".relay-row").length < 3) return;
    button.closest(".relay-row").remove();
    editor.dispatchEvent(new CustomEvent("drop-row"));
  });
})();
