// The sum of the shares while typing; what is left of 100 stays unallocated (C1).
for (const form of document.querySelectorAll("[data-quota-sum]")) {
  const output = form.querySelector("[data-sum]");
  const draw = () => {
    const sum = [...form.querySelectorAll("[data-share]")].reduce((total, field) => total + (Number(field.value) || 0), 0);
    const left = Math.round((100 - sum) * 100) / 100;
    output.textContent = left < 0 ? `${Math.round(sum * 100) / 100}% · ${output.dataset.over}` : `${output.dataset.free} ${left}%`;
    output.classList.toggle("is-over", left < 0);
  };
  form.addEventListener("input", draw);
  draw();
}
