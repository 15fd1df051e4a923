// Short messages: from the server (HX-Trigger `toast`, Django messages) and from scripts (`window.showToast`).
(() => {
  const host = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!host || !template) return;
  const icons = { success: "circle-check", info: "info-circle", warning: "alert-triangle", danger: "alert-triangle", error: "alert-triangle" };

  const arm = (notice) => {
    const close = () => notice.remove();
    notice.querySelector("[data-toast-close]")?.addEventListener("click", close);
    // Errors stay until they are read; the line at the foot shows how long the others stay, and stops under the pointer.
    const line = notice.querySelector(".notice-time");
    if (line) line.addEventListener("animationend", close);
    // Where motion is reduced no line runs, so a clock does its work.
    const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (line && still) window.setTimeout(close, notice.classList.contains("has-undo") ? 10000 : 6000);
    notice.querySelector("form[data-undo]")?.addEventListener("htmx:afterRequest", close);
  };

  window.showToast = (text, level = "success", undo = "") => {
    const notice = template.content.firstElementChild.cloneNode(true);
    notice.classList.add(`notice-${level}`);
    notice.querySelector(".ti").classList.add(`ti-${icons[level] || icons.info}`);
    notice.querySelector(".notice-text").textContent = text;
    const form = notice.querySelector("form");
    if (undo) {
      form.action = undo;
      form.setAttribute("hx-post", undo);
      notice.classList.add("has-undo");
    } else {
      form.remove();
    }
    if (level === "danger" || level === "error") notice.querySelector(".notice-time").remove();
    host.append(notice);
    if (undo) window.htmx.process(notice);
    arm(notice);
    while (host.children.length > 4) host.firstElementChild.remove();
  };

  for (const notice of host.querySelectorAll(".notice")) arm(notice);
  document.addEventListener("toast", (event) => {
    const { text, level, undo } = event.detail;
    window.showToast(text, level, undo);
  });
  const say = (key) => window.showToast(host.dataset[key], "danger");
  // Parts that ask by themselves do not shout: the page then says how old it is (stale.js).
  const byItself = (elt) => elt.closest("[data-quiet], [hx-trigger*='every']");
  document.addEventListener("htmx:sendError", (event) => {
    if (!byItself(event.detail.elt)) say("offline");
  });
  document.addEventListener("htmx:timeout", (event) => {
    if (!byItself(event.detail.elt)) say("offline");
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, elt } = event.detail;
    if (xhr.status === 503 && byItself(elt)) return;
    if (xhr.status === 401 || (xhr.getResponseHeader("HX-Trigger") || "").includes('"toast"')) return;
    const id = xhr.getResponseHeader("X-Request-ID") || "";
    window.showToast(`${host.dataset.failed} ${id}`.trim(), "danger");
  });
})();
