// Relays: keep the count and the list of possible first accounts in step with what is chosen; take an account out of
// the editor.
(() => {
  const choose = document.querySelector("[data-relay-choose]");
  if (choose) {
    const count = choose.querySelector("[data-count]");
    const tell = () => {
      const boxes = [...choose.querySelectorAll("[name='account']:checked")];
      count.textContent = count.dataset.word.replace("%(n)s", boxes.length);
      const first = choose.querySelector("[data-first]");
      if (!first) return;
      const kept = first.value;
      const options = boxes.map((box) => new Option(box.closest("label").querySelector(".chip-name").textContent, box.value));
      first.replaceChildren(...(options.length ? options : [new Option(first.dataset.nobody, "")]));
      if (boxes.some((box) => box.value === kept)) first.value = kept;
    };
    choose.addEventListener("change", (event) => { if (event.target.name === "account") tell(); });
    document.addEventListener("htmx:afterSettle", (event) => { if (choose.contains(event.detail.target)) tell(); });
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
