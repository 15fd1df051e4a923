// Shows what was typed into a password field while the button is pressed in.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  const field = button && document.getElementById(button.dataset.reveal);
  if (!field) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.querySelector(".ti").className = `ti ti-${shown ? "eye-off" : "eye"}`;
});
