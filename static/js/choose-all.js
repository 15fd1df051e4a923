// Checkboxes of a list: choose all, count what is chosen, and keep the button off while nothing is.
for (const form of document.querySelectorAll("[data-choose-all]")) {
  const boxes = () => [...document.querySelectorAll(`input[name="${form.dataset.chooseAll}"]`)];
  const all = form.querySelector("[data-all]");
  const draw = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    form.querySelector("[data-chosen-count]").textContent = chosen ? String(chosen) : "";
    form.querySelector("[data-needs-choice]").disabled = chosen === 0;
    all.checked = chosen > 0 && chosen === boxes().length;
    all.indeterminate = chosen > 0 && chosen < boxes().length;
  };
  all.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; draw(); });
  document.addEventListener("change", (event) => { if (event.target.name === form.dataset.chooseAll) draw(); });
  draw();
}
