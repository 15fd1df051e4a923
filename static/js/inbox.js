// The inbox by keyboard: j/k walk, r answers, a takes, e closes, Ctrl-Enter sends; the length is counted while typing.
(() => {
  const inbox = document.querySelector("[data-inbox]");
  const panel = document.getElementById("thread");
  if (!inbox || !panel) return;
  const rows = () => [...inbox.querySelectorAll(".thread-row a")];
  const current = () => rows().findIndex((link) => link.hasAttribute("aria-current"));
  const narrow = window.matchMedia("(width < 992px)");

  const mark = (id) => {
    for (const row of inbox.querySelectorAll(".thread-row")) {
      const link = row.querySelector("a");
      if (row.dataset.thread === id) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
    }
    inbox.classList.add("has-thread");
  };
  const walk = (step) => {
    const links = rows();
    if (!links.length) return;
    const at = current();
    const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    next.click();
  };

  const count = () => {
    const field = document.getElementById("reply-text");
    const shown = panel.querySelector("[data-count]");
    if (!field || !shown) return;
    const limit = Number(shown.dataset.count);
    const used = window.weiboText.length(field.value);
    shown.textContent = `${used} / ${limit}`;
    shown.classList.toggle("is-over", used > limit);
  };

  panel.addEventListener("input", (event) => { if (event.target.id === "reply-text") count(); });
  panel.addEventListener("keydown", (event) => {
    if (event.target.id !== "reply-text") return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape") { event.target.blur(); event.stopPropagation(); }
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target !== panel) return;
    const head = panel.querySelector("[data-thread-open]");
    if (!head) return;
    mark(head.dataset.threadOpen);
    count();
    const state = head.dataset.threadChanged;
    const row = inbox.querySelector(`[data-thread="${head.dataset.threadOpen}"]`);
    if (row && state) row.classList.toggle("is-done", state !== "open");
    if (narrow.matches) window.scrollTo(0, 0);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const press = (selector) => panel.querySelector(`${selector} button`)?.click();
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "r") { event.preventDefault(); document.getElementById("reply-text")?.focus(); }
    else if (event.key === "a") press("[data-take]");
    else if (event.key === "e") press("[data-close]");
  });
  count();
})();
