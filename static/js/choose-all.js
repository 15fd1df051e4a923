// Checkboxes of a form: choose all, count what is chosen, and keep its buttons off while nothing is.
for (const form of document.querySelectorAll("[data-choose-all]")) {
  const boxes = () => [...form.elements].filter((box) => box.name === form.dataset.chooseAll);
  const all = form.querySelector("[data-all]");
  const draw = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    form.querySelector("[data-chosen-count]").textContent = chosen ? String(chosen) : "";
    const whole = form.querySelector("[data-whole-box]")?.checked;
    for (const button of form.querySelectorAll("[data-needs-choice]")) button.disabled = chosen === 0 && !whole;
    form.classList.toggle("is-idle", chosen === 0 && !whole);
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && chosen < boxes().length;
  };
  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; draw(); });
  document.addEventListener("change", (event) => { if (event.target.form === form) draw(); });
  draw();
}
