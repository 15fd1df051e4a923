// Moving a slot: the server is asked, a broken rule asks for a reason, the answer can be undone; also by keyboard.
(() => {
  const raw = document.getElementById("calendar-config");
  const dialog = document.getElementById("reason-dialog");
  const says = document.getElementById("move-says");
  if (!raw || !dialog) return;
  const { words, now: started } = JSON.parse(raw.textContent);
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  // The server's clock at the time of the page, carried on by this machine's: its own clock may be wrong.
  const offset = Date.parse(`${started}Z`) - Date.now();
  const now = () => new Date(Date.now() + offset).toISOString().slice(0, 19);

  const askReason = (sentence) => new Promise((resolve) => {
    const field = dialog.querySelector("input");
    dialog.querySelector("[data-breaches]").textContent = sentence;
    field.value = "";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "move" ? field.value : ""), { once: true });
    dialog.showModal();
    field.focus();
  });
  const post = async (url, fields, reason) => {
    const answer = await fetch(`${url}move/`, {
      method: "POST",
      body: new URLSearchParams({ ...fields, reason }),
      headers: { Accept: "application/json", "X-CSRFToken": token() },
    });
    return { ok: answer.ok, ...(await answer.json()) };
  };
  // Resolves to true when it has been moved. `fields`: {start} or {day}, which keeps the clock time.
  const move = async (url, fields) => {
    try {
      let answer = await post(url, fields, "");
      if (answer.code === "calendar.needs_reason") {
        const reason = await askReason(answer.error);
        if (!reason) return false;
        answer = await post(url, fields, reason);
      }
      if (!answer.ok) { window.showToast(answer.error, "danger"); return false; }
      window.showToast(answer.sentence, "success", answer.undo);
      return true;
    } catch {
      window.showToast(words.offline, "danger");
      return false;
    }
  };

  const announce = (text) => { says.hidden = !text; says.textContent = text; };
  let grabbed = null;
  const shift = (wall, days, minutes) => {
    const at = new Date(`${wall}Z`);
    at.setUTCDate(at.getUTCDate() + days);
    at.setUTCMinutes(at.getUTCMinutes() + minutes);
    return at.toISOString().slice(0, 19);
  };
  const told = (wall) => {
    const at = new Date(`${wall}Z`);
    const time = `${wall.slice(5, 10)} ${words.days[at.getUTCDay()]} ${wall.slice(11, 16)}`;
    return (wall < now() ? words.target_past : words.target).replace("%(time)s", time);
  };
  const letGo = (text) => {
    if (!grabbed) return;
    grabbed.element.classList.remove("is-grabbed");
    grabbed = null;
    announce(text || "");
    if (text) window.setTimeout(() => { if (!grabbed) announce(""); }, 2500);
  };
  // `item`: {element, url, wall, text, byDays: up and down are weeks, moved: called when it has been moved}
  const grab = (item) => {
    grabbed = item;
    item.element.classList.add("is-grabbed");
    announce(words.grabbed.replace("%(text)s", item.text));
  };
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -30], ArrowDown: [0, 30] };
  const WEEKS = { ...STEPS, ArrowUp: [-7, 0], ArrowDown: [7, 0] };
  document.addEventListener("keydown", async (event) => {
    if (!grabbed || dialog.open) return;
    const step = (grabbed.byDays ? WEEKS : STEPS)[event.key];
    if (step) {
      grabbed.wall = shift(grabbed.wall, ...step);
      announce(told(grabbed.wall));
    } else if (event.key === "Enter") {
      const item = grabbed;
      if (item.wall < now()) { announce(told(item.wall)); } else {
        letGo("");
        if (await move(item.url, { start: item.wall })) item.moved();
      }
    } else if (event.key === "Escape") letGo(words.dropped);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  window.slotMove = { move, grab, now, announce, words, isGrabbed: () => Boolean(grabbed) };
})();
