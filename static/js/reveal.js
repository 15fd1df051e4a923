// Secrets: shows what was typed into a password field while the button is pressed in.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  const field = button && document.getElementById(button.dataset.reveal);
  if (!field) return;
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  button.querySelector(".ti").className = `ti ti-${shown ? "eye-off" : "eye"}`;
});
// Saves the text of an element as a file, or copies it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-download], [data-copy-from]");
  if (!button) return;
  const text = document.getElementById(button.dataset.download || button.dataset.copyFrom).textContent;
  if (button.dataset.copyFrom) {
    await navigator.clipboard.writeText(text);
    window.showToast(button.dataset.copied);
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = button.dataset.file;
  link.click();
  URL.revokeObjectURL(link.href);
});
