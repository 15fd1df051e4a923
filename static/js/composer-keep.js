// What is typed goes to the server while it is typed; a lost session or connection loses no word: the form waits, and is
// sent when the same person is signed in again (perhaps in another tab).
(() => {
  const { composer } = window;
  if (!composer) return;
  const { form, panes } = composer;
  const note = form.querySelector("[data-kept]");
  const dialog = document.getElementById("signed-out");
  const page = Math.random().toString(36).slice(2);
  const WAIT = 1500;
  const AGAIN = 3000;

  const setToken = (token) => {
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  };
  // "in" | "out" | "other" | "cut"
  const ask = async () => {
    try {
      const answer = await fetch(form.dataset.signedIn, { headers: { "HX-Request": "true" }, redirect: "manual", cache: "no-store" });
      if (answer.status === 401 || answer.type === "opaqueredirect") return "out";
      if (!answer.ok) return "cut";
      const { person, token } = await answer.json();
      if (String(person) !== form.dataset.person) return "other";
      setToken(token);
      return "in";
    } catch { return "cut"; }
  };

  // --- kept on the server
  const timers = new Map();
  const bodyOf = (pane) => {
    const body = new FormData(form);
    const own = `${pane.dataset.pane}-`;
    for (const name of new Set(body.keys())) {
      if (!name.startsWith(own) && name !== "csrfmiddlewaretoken" && name !== "idea") body.delete(name);
    }
    body.append("check", pane.dataset.pane);
    body.append("page", page);
    return body;
  };
  const failed = (word, pane) => {
    note.textContent = word;
    note.classList.add("is-over");
    later(pane, AGAIN * 3);
  };
  const store = async (pane) => {
    const text = composer.textOf(pane).value;
    let answer;
    try {
      answer = await fetch(form.dataset.autosave, {
        method: "POST", body: bodyOf(pane), redirect: "manual", headers: { "HX-Request": "true", Accept: "application/json" },
      });
    } catch { failed(form.dataset.cutWord, pane); return; }
    if (answer.status === 401) { failed(form.dataset.outWord, pane); return; }
    if (answer.status === 403 && (await ask()) === "in") { later(pane, WAIT); return; }
    if (!answer.ok) return;
    const { saved, note: said } = await answer.json();
    note.classList.remove("is-over");
    if (saved) note.textContent = [form.dataset.storedWord.replace("%(time)s", saved), said].filter(Boolean).join(" · ");
    const local = composer.kept(pane);
    if (local && local.text === text) {
      try { window.localStorage.setItem(composer.key(pane), JSON.stringify({ ...local, synced: true })); } catch { /* no room */ }
    }
  };
  const later = (pane, wait) => {
    window.clearTimeout(timers.get(pane));
    timers.set(pane, window.setTimeout(() => { if (pane.isConnected && !pane.dataset.sent) store(pane); }, wait));
  };
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, (event) => {
      const pane = event.target.closest("[data-pane]");
      if (pane) later(pane, WAIT);
    });
  }
  window.addEventListener("online", () => { for (const pane of timers.keys()) later(pane, 100); });

  // --- sent only when it will arrive
  let waiting = null;
  let sure = false;
  const say = (state) => {
    for (const part of dialog.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
    if (!dialog.open) dialog.showModal();
  };
  const go = () => {
    const button = waiting;
    waiting = null;
    if (dialog.open) dialog.close();
    sure = true;
    form.requestSubmit(button?.isConnected ? button : undefined);
    sure = false;
  };
  const goOn = async () => {
    if (!waiting) return;
    const state = await ask();
    if (!waiting) return;
    if (state === "in") go();
    else { say(state); window.setTimeout(goOn, AGAIN); }
  };
  document.addEventListener("submit", (event) => {
    if (event.target !== form || sure) return;
    event.preventDefault();
    if (waiting) return;
    waiting = event.submitter || form.querySelector("[value=save]");
    goOn();
  }, true);
  const stay = () => { waiting = null; if (dialog.open) dialog.close(); };
  dialog.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", stay);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) goOn(); });
  form.addEventListener("click", (event) => {
    const drop = event.target.closest("[data-drop-writing]");
    if (drop) composer.forget(drop.closest("[data-pane]"));
  });
  // A part of the page that finds the session gone must not take the page away from under the text.
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const { xhr } = event.detail;
    if (xhr.status !== 401 && !xhr.getResponseHeader("HX-Redirect")?.includes("second-factor")) return;
    event.preventDefault();
    note.textContent = form.dataset.outWord;
    note.classList.add("is-over");
  });
})();
