// Crisis cases: the clock counts by the second; a holding statement fills the text.
(() => {
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-countdown]")) {
      const left = Math.round((Date.parse(clock.dataset.countdown) - Date.now()) / 1000);
      const far = Math.abs(left);
      const time = clock.querySelector("[data-countdown-time]");
      time.textContent = `${Math.floor(far / 3600)}:${two(Math.floor(far / 60) % 60)}:${two(far % 60)}`;
      clock.querySelector("[data-countdown-words]").textContent = left > 0 ? clock.dataset.left : clock.dataset.over;
      clock.closest(".case-clock")?.classList.toggle("is-late", left <= 0);
    }
  };
  tick();
  window.setInterval(tick, 1000);

  document.addEventListener("htmx:afterSwap", tick);

  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-holding]");
    const option = field?.selectedOptions[0];
    if (!option?.dataset.text) return;
    const text = field.form.querySelector("textarea[name=text]");
    if (!text.dataset.own || text.value.trim() === "") { text.value = option.dataset.text; text.dataset.own = ""; }
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches(".statement-new textarea")) event.target.dataset.own = "1";
  });
})();
