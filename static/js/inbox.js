// The inbox by keyboard: j/k walk, r answers, t picks a saved reply, a takes, d hands on, s puts off, e closes, c opens
// a case, g and p sort, x picks for bulk work, / searches, Ctrl-Enter sends; the length is counted while typing, and others see who writes.
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
    mark(next.closest(".thread-row").dataset.thread); // at once: the next key counts from here
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

  // What was typed and not sent waits for whoever comes back to the thread, in this tab.
  const draftOf = (id) => `inbox:${id}`;
  const keep = (field) => {
    const id = panel.querySelector("[data-thread-open]")?.dataset.threadOpen;
    try {
      if (field.value.trim()) window.sessionStorage.setItem(draftOf(id), field.value);
      else window.sessionStorage.removeItem(draftOf(id));
    } catch { /* private window: it is not kept */ }
  };
  const bringBack = (id, forget) => {
    const field = document.getElementById("reply-text");
    try {
      if (forget) window.sessionStorage.removeItem(draftOf(id));
      else if (field && !field.value) field.value = window.sessionStorage.getItem(draftOf(id)) || "";
    } catch { /* private window: nothing was kept */ }
  };

  // Who writes says so every 15 seconds while there are words in the field; who only looks asks.
  const RHYTHM = 15000;
  let told = 0;
  const tell = async () => {
    const line = panel.querySelector("[data-presence]");
    const field = document.getElementById("reply-text");
    if (!line || !field || document.hidden) return;
    told = Date.now();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", field.form.querySelector("[name=csrfmiddlewaretoken]").value);
    if (!field.value.trim()) body.set("look", "1");
    try {
      const answer = await fetch(line.dataset.presence, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (answer.ok) line.innerHTML = (await answer.text()).trim();
    } catch { /* The line keeps what it said; the next beat asks again. */ }
  };
  setInterval(tell, RHYTHM);

  panel.addEventListener("input", (event) => {
    if (event.target.id !== "reply-text") return;
    count();
    keep(event.target);
    if (Date.now() - told > RHYTHM || event.target.value.length < 2) tell();
  });
  panel.addEventListener("change", (event) => {
    if (!event.target.matches("[data-saved]")) return;
    const field = document.getElementById("reply-text");
    const chosen = event.target.selectedOptions[0];
    if (!chosen.dataset.text) return;
    field.value = chosen.dataset.text;
    field.form.elements.saved.value = chosen.value;
    count();
    keep(field);
    tell();
    field.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.target.id !== "reply-text") return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape") { event.target.blur(); event.stopPropagation(); }
  });
  // The list looks for news by itself; it is only put in anew when something in it changed, and keeps the focus.
  const list = document.getElementById("inbox-list");
  let known = "";
  let wasInside = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target !== list) return;
    if (!event.detail.shouldSwap) return;
    // Tokens of forms are written differently in every answer.
    const answer = event.detail.serverResponse.replace(/name="csrfmiddlewaretoken" value="[^"]*"/g, "").trim();
    wasInside = list.contains(document.activeElement);
    if (answer === known) event.detail.shouldSwap = false;
    known = answer;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target === list) {
      const open = panel.querySelector("[data-thread-open]");
      if (open) mark(open.dataset.threadOpen);
      if (wasInside) list.querySelector("[aria-current]")?.focus({ preventScroll: true });
      return;
    }
    if (event.detail.target !== panel) return;
    const head = panel.querySelector("[data-thread-open]");
    if (!head) return;
    mark(head.dataset.threadOpen);
    const state = head.dataset.threadChanged;
    const isReplied = "threadReplied" in head.dataset;
    bringBack(head.dataset.threadOpen, isReplied);
    if (isReplied) document.activeElement?.blur(); // j goes on to the next one, it is not typed
    count();
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
    else if (event.key === "s") press("[data-snooze]");
    else if (event.key === "t") { event.preventDefault(); panel.querySelector("[data-saved]")?.focus(); }
    else if (event.key === "d") { event.preventDefault(); panel.querySelector("[data-assignee]")?.focus(); }
    else if (event.key === "g") { event.preventDefault(); panel.querySelector("[data-tags] input, [data-tags] a")?.focus(); }
    else if (event.key === "p") { event.preventDefault(); panel.querySelector("[data-priority]")?.focus(); }
    else if (event.key === "x") rows()[current()]?.closest(".thread-row").querySelector(".row-pick").click();
    else if (event.key === "c") panel.querySelector("[data-escalate]")?.click();
  });
  inbox.addEventListener("change", (event) => {
    if (!event.target.matches("[data-pick-all]")) return;
    for (const pick of inbox.querySelectorAll(".row-pick")) pick.checked = event.target.checked;
  });
  const opened = panel.querySelector("[data-thread-open]");
  if (opened) bringBack(opened.dataset.threadOpen, false);
  count();
})();
