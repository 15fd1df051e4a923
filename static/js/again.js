// The page that stands in while the database is away: asks for the real one again and again, and opens it when it is there.
(() => {
  const note = document.querySelector("[data-again]");
  if (!note) return;
  const tried = note.querySelector("[data-again-time]");
  const ask = async () => {
    try {
      const answer = await window.fetch(window.location.href, { cache: "no-store", headers: { Accept: "text/html" } });
      if (answer.status < 500) {
        window.location.reload();
        return;
      }
    } catch { /* not even the pages answer: asked again below */ }
    tried.textContent = new Date().toLocaleTimeString("zh-CN", { hour12: false });
    window.setTimeout(ask, Number(note.dataset.again) * 1000);
  };
  window.setTimeout(ask, Number(note.dataset.again) * 1000);
})();
