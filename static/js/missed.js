// The Missed box: each cause has its own "choose all", count and buttons.
for (const group of document.querySelectorAll("[data-missed-group]")) {
  const boxes = [...group.querySelectorAll('input[name="slot"]')];
  const all = group.querySelector("[data-all]");
  if (!all) continue;
  const draw = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    group.querySelector("[data-chosen-count]").textContent = chosen ? String(chosen) : "";
    for (const button of group.querySelectorAll("[data-needs-choice]")) button.disabled = chosen === 0;
    all.checked = chosen > 0 && chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; draw(); });
  group.addEventListener("change", draw);
  draw();
}
