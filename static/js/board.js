// The dispatch board: looks again every few seconds, changes only the cards that are another, so that focus, open menus
// and the place in a list stay; counts seconds down; says aloud what is new; j/k walk, letters act.
(() => {
  const root = document.getElementById("board");
  const host = root?.querySelector("[data-board]");
  if (!root || !host) return;
  const says = document.querySelector("[data-board-says]");
  const link = document.querySelector("[data-board-link]");
  const title = document.title;
  let seen = Date.now();
  let timer = 0;
  let busy = false;
  let again = false;

  // --- what the page has
  const head = () => root.querySelector("[data-board-head]");
  const columns = () => [...host.querySelectorAll("[data-column]")];
  const wait = () => (document.hidden ? 30 : Number(head().dataset.poll) || 5) * 1000;
  const badge = () => {
    const n = Number(head().dataset.troubles);
    document.title = n ? `(${n}) ${title}` : title;
  };
  const tabs = () => {
    for (const tab of root.querySelectorAll("[data-tab]")) {
      const column = document.getElementById(`col-${tab.dataset.tab}`);
      if (column) tab.querySelector("[data-tab-count]").textContent = column.dataset.n;
      tab.classList.toggle("is-empty", column?.dataset.n === "0");
      tab.toggleAttribute("aria-current", host.dataset.show === tab.dataset.tab);
    }
  };

  // --- changing what is another
  const where = (element) => {
    const card = element?.closest?.("[data-slot]");
    if (!card) return null;
    const list = card.closest("[data-column]");
    return { slot: card.dataset.slot, column: list.dataset.column, at: [...card.parentElement.children].indexOf(card),
      what: element.getAttribute("formaction") || element.getAttribute("href") || element.className };
  };
  const refocus = (was) => {
    if (!was || document.activeElement !== document.body) return;
    const list = host.querySelector(`#col-${was.column} .board-cards`);
    const card = list?.querySelector(`[data-slot="${was.slot}"]`) || list?.children[Math.min(was.at, list.children.length - 1)];
    const same = card && [...card.querySelectorAll("a, button, input")].find((each) =>
      (each.getAttribute("formaction") || each.getAttribute("href") || each.className) === was.what);
    (same || card?.querySelector(".board-open"))?.focus({ preventScroll: true });
  };
  const typing = (card) => card.contains(document.activeElement) && document.activeElement.matches("input:not([type=checkbox])");
  const renew = (column, fresh) => {
    const list = column.querySelector(".board-cards");
    const had = new Map([...list.children].map((card) => [card.dataset.slot, card]));
    const wanted = [...fresh.querySelectorAll(".board-cards > li")].map((card) => {
      const old = had.get(card.dataset.slot);
      if (old && (old.dataset.mark === card.dataset.mark || typing(old))) return old;
      const pick = old?.querySelector(".board-pick");
      if (pick?.checked) card.querySelector(".board-pick")?.setAttribute("checked", "");
      card.dataset.new = "";
      return card;
    });
    const stay = new Set(wanted);
    for (const card of had.values()) if (!stay.has(card)) card.remove();
    let cursor = list.firstElementChild;
    for (const card of wanted) {
      if (card === cursor) cursor = cursor.nextElementSibling;
      else list.insertBefore(card, cursor);
    }
    column.replaceChildren(...[...fresh.children].map((part) => (part.matches(".board-cards") ? list : part)));
    Object.assign(column.dataset, { mark: fresh.dataset.mark, n: fresh.dataset.n });
    window.htmx.process(column);
    bulk(column);
  };
  const announce = (column, before, now) => {
    if (!["failed", "unknown", "missed", "held", "at_risk"].includes(column.dataset.column) || now <= before) return;
    says.textContent = column.querySelector("h2").textContent.trim().replace(/\s+/g, " ");
  };
  const take = (html) => {
    const parts = document.createElement("template");
    parts.innerHTML = html;
    const was = where(document.activeElement);
    for (const fresh of parts.content.querySelectorAll("[data-column]")) {
      const column = document.getElementById(fresh.id);
      if (!column) continue;
      const before = Number(column.dataset.n);
      renew(column, fresh);
      announce(column, before, Number(fresh.dataset.n));
    }
    const fresh = parts.content.querySelector("[data-board-head]");
    if (fresh) {
      const state = document.querySelector("[data-board-state]");
      const next = fresh.querySelector("[data-board-state-new]");
      if (state && state.textContent !== next.textContent) state.replaceChildren(...next.cloneNode(true).childNodes);
      head().replaceWith(fresh);
    }
    refocus(was);
    badge();
    tabs();
    tick();
  };

  // --- looking again
  const look = async () => {
    window.clearTimeout(timer);
    if (busy) { again = true; return; }
    busy = true;
    const query = new URLSearchParams(window.location.search);
    query.set("stamp", head().dataset.stamp);
    query.set("have", columns().map((column) => `${column.dataset.column}.${column.dataset.mark}`).join("~"));
    try {
      const answer = await fetch(`${root.dataset.url}?${query}`, {
        headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(15000), redirect: "manual",
      });
      if (answer.status === 200) take(await answer.text());
      if (answer.type === "opaqueredirect" || answer.status === 401) { window.location.reload(); return; }
      if (answer.ok) seen = Date.now();
    } catch { /* said by the line above the board, with the age of what stands there */ }
    busy = false;
    timer = window.setTimeout(look, again ? 50 : wait());
    again = false;
  };

  // --- seconds
  const tick = () => {
    for (const each of host.querySelectorAll("[data-until]")) {
      const left = Math.ceil((Date.parse(each.dataset.until) - Date.now()) / 1000);
      const words = left > 0 ? root.dataset[each.dataset.kind].replace("{s}", left) : root.dataset[`${each.dataset.kind}Over`];
      if (each.textContent !== words) each.textContent = words;
    }
    const age = Math.round((Date.now() - seen) / 1000);
    const lost = age * 1000 > wait() + 6000;
    link.hidden = !lost;
    if (lost) link.textContent = link.dataset.words.replace("{s}", age);
    root.classList.toggle("is-stale", lost);
  };

  // --- several at once
  const picks = (column) => [...column.querySelectorAll(".board-pick")];
  const bulk = (column) => {
    const form = column.querySelector(".board-bulk");
    if (!form) return;
    const chosen = picks(column).filter((pick) => pick.checked).length;
    form.hidden = !chosen;
    const all = form.querySelector("[data-pick-all]");
    all.checked = chosen === picks(column).length;
    all.indeterminate = chosen > 0 && !all.checked;
  };
  host.addEventListener("change", (event) => {
    const column = event.target.closest("[data-column]");
    if (!column) return;
    if (event.target.matches("[data-pick-all]")) for (const pick of picks(column)) pick.checked = event.target.checked;
    bulk(column);
  });
  host.addEventListener("click", (event) => {
    const button = event.target.closest("[data-sure]");
    if (!button) return;
    const n = picks(button.closest("[data-column]")).filter((pick) => pick.checked).length;
    if (!window.confirm(button.dataset.sure.replace("{n}", n))) event.preventDefault();
  });

  // --- sending: a button's own address counts, and the board looks again at once
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("[data-post]")) return;
    const to = event.detail.triggeringEvent?.submitter?.getAttribute("formaction");
    if (to) event.detail.path = to;
    event.detail.path += window.location.search && !event.detail.path.includes("?") ? window.location.search : "";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig?.verb === "post") look();
  });
  document.addEventListener("calendar:changed", look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  window.addEventListener("online", look);

  // --- one column at a time on a phone
  const show = (name) => {
    host.dataset.show = name;
    for (const column of columns()) column.classList.toggle("is-shown", column.dataset.column === name);
    tabs();
    const tab = root.querySelector(`[data-tab="${name}"]`);
    tab?.parentElement.scrollTo({ left: tab.offsetLeft - 60 });
  };
  root.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    event.preventDefault();
    show(tab.dataset.tab);
    window.history.replaceState(window.history.state, "", tab.hash);
  });
  const asked = window.location.hash.replace("#col-", "");
  const worst = ["failed", "unknown", "missed", "at_risk", "now", "next_hour"].find((name) => Number(document.getElementById(`col-${name}`)?.dataset.n));
  show(document.getElementById(`col-${asked}`) ? asked : worst || columns()[0]?.dataset.column);
  if (asked) document.getElementById(`col-${asked}`)?.scrollIntoView({ block: "nearest" });

  // --- keys
  let going = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog, #panel")) return;
    if (event.key === "g") { going = Date.now(); return; }
    if (Date.now() - going < 1200) return;
    const links = [...host.querySelectorAll(".board-open")].filter((each) => each.offsetParent);
    const card = document.activeElement?.closest?.("[data-slot]");
    const at = card ? links.indexOf(card.querySelector(".board-open")) : -1;
    if (event.key === "j" || event.key === "k") {
      const next = links[Math.min(links.length - 1, Math.max(0, at < 0 ? 0 : at + (event.key === "j" ? 1 : -1)))];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    } else if (!card) return;
    else if (event.key === "o") card.querySelector("[data-out]")?.click();
    else if (event.key === "x") card.querySelector(".board-pick")?.click();
    else if (/^[a-z]$/.test(event.key)) card.querySelector(`[data-act="${event.key}"]`)?.click();
  });

  badge();
  tick();
  window.setInterval(tick, 1000);
  timer = window.setTimeout(look, wait());
})();
