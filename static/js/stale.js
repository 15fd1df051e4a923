// While the server or its database does not answer, an open page says how old it is; it comes back by itself.
(() => {
  const bar = document.getElementById("stale");
  if (!bar) return;
  const AGAIN = 5000;
  const away = new Set([0, 502, 503, 504]);
  let fresh = new Date();
  let timer = 0;

  const clock = (moment) => moment.toLocaleTimeString("zh-CN", { hour12: false });
  const show = () => {
    if (timer) return;
    bar.querySelector("[data-stale-time]").textContent = clock(fresh);
    bar.hidden = false;
    timer = window.setInterval(ask, AGAIN);
  };
  const hide = () => {
    window.clearInterval(timer);
    timer = 0;
    bar.hidden = true;
    fresh = new Date();
    for (const live of document.querySelectorAll("[hx-trigger*='every']")) {
      window.htmx.ajax("GET", live.getAttribute("hx-get"), { source: live });
    }
  };
  const ask = async () => {
    try {
      const answer = await window.fetch("/health/", { cache: "no-store" });
      if (answer.ok) hide();
    } catch { /* still away: asked again by the timer */ }
  };

  document.addEventListener("htmx:sendError", show);
  document.addEventListener("htmx:timeout", show);
  document.addEventListener("htmx:responseError", (event) => { if (away.has(event.detail.xhr.status)) show(); });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful && !timer) fresh = new Date(); });
  window.addEventListener("offline", show);
  window.addEventListener("online", () => { if (timer) ask(); });
})();
