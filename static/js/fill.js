// Fill weeks: a box for all of an account, and how many are chosen on the button.
for (const form of document.querySelectorAll("[data-fill]")) {
  const button = form.querySelector("[data-fill-submit]");
  const draw = () => {
    for (const sheet of form.querySelectorAll(".fill-sheet")) {
      const all = sheet.querySelector("[data-fill-all]");
      const boxes = [...sheet.querySelectorAll("[name=choice]")];
      if (!all || !boxes.length) continue;
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
    }
    if (!button) return;
    const one = form.querySelectorAll("[name=choice]:checked").length;
    const chosen = one || form.querySelectorAll("[name=sheet]:checked").length;
    button.disabled = chosen === 0;
    button.textContent = one ? `${button.dataset.label} (${one})` : button.dataset.label;
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-fill-all]")) {
      for (const box of event.target.closest(".fill-sheet").querySelectorAll("[name=choice]")) box.checked = event.target.checked;
    }
    draw();
  });
  draw();
}
