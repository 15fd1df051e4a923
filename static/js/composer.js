// The composer: tabs for accounts, live Weibo length, phone preview, text kept in this browser until it is saved.
(() => {
  const form = document.querySelector("[data-composer]");
  const { weiboText } = window;
  const FACES = {};
  for (const button of document.querySelectorAll(".emoticons [data-face]")) FACES[button.dataset.insert.slice(1, -1)] = button.dataset.face;
  const textOf = (pane) => pane.querySelector("textarea");
  const panes = () => [...document.querySelectorAll("[data-pane]")];

  // --- length and preview
  const asSent = (pane) => {
    const text = textOf(pane).value;
    if (!text.trim()) return "";
    const { link, safeDomain } = pane.dataset;
    return weiboText.needsLink(text, link, safeDomain) ? `${text.trimEnd()} ${link}` : text;
  };
  const showLength = (pane) => {
    const output = pane.querySelector("[data-length]");
    const count = weiboText.length(asSent(pane));
    const limit = Number(pane.dataset.limit) || weiboText.LIMIT;
    output.textContent = `${count} / ${limit}`;
    output.classList.toggle("is-near", count > weiboText.SOFT && count <= limit);
    output.classList.toggle("is-over", count > limit);
  };
  const drawn = ({ kind, text }) => {
    const span = document.createElement("span");
    span.className = `wb-${kind}`;
    span.textContent = kind === "link" ? form.dataset.linkWord : kind === "emoticon" ? FACES[text.slice(1, -1)] || text : text;
    return span;
  };
  // In the list Weibo shows the first 140 characters and a link that unfolds the rest.
  const folded = (pieces) => {
    const shown = [];
    for (const piece of pieces) {
      const room = weiboText.LIMIT - weiboText.length(shown.map((part) => part.text).join(""));
      if (room <= 0) break;
      if (weiboText.length(piece.text) <= room) { shown.push(piece); continue; }
      if (piece.kind === "text") shown.push({ kind: "text", text: `${[...piece.text].slice(0, room).join("")}…` });
      break;
    }
    return shown;
  };
  const showItems = (pane) => {
    const host = pane.querySelector("[data-preview-items]");
    host.replaceChildren(...[...pane.querySelectorAll("[data-hand-item]")].flatMap((item) => {
      const title = item.querySelector("input").value.trim();
      const detail = item.querySelector("textarea").value.trim();
      if (!title && !detail) return [];
      const box = document.createElement("div");
      box.className = `phone-item phone-item-${item.dataset.handItem}`;
      const head = document.createElement("b");
      head.textContent = title || item.dataset.label;
      const small = document.createElement("small");
      small.textContent = item.dataset.label;
      box.append(small, head);
      if (item.dataset.handItem === "vote") {
        for (const option of detail.split("\n").filter((line) => line.trim())) {
          const line = document.createElement("span");
          line.textContent = option.trim();
          box.append(line);
        }
      }
      return [box];
    }));
  };
  const showPictures = (pane) => {
    const pictures = [...pane.querySelectorAll("[data-tile] img")];
    const grid = pane.querySelector("[data-preview-grid]");
    grid.className = `phone-grid nine nine-${Math.min(9, pictures.length)}`;
    grid.replaceChildren(...pictures.slice(0, 9).map((image) => {
      const copy = document.createElement("img");
      copy.src = image.src;
      copy.alt = "";
      return copy;
    }));
    grid.dataset.more = pictures.length > 9 ? `+${pictures.length - 9}` : "";
  };
  const showPreview = (pane) => {
    const host = pane.querySelector("[data-preview-text]");
    const fold = pane.querySelector("[data-preview-fold]");
    const pieces = weiboText.pieces(asSent(pane));
    const isLong = weiboText.length(asSent(pane)) > weiboText.LIMIT;
    fold.hidden = !isLong;
    const open = fold.getAttribute("aria-expanded") === "true";
    fold.textContent = open ? fold.dataset.less : fold.dataset.more;
    host.replaceChildren(...(isLong && !open ? folded(pieces) : pieces).map(drawn));
    showPictures(pane);
    showItems(pane);
  };
  const show = (pane) => { showLength(pane); showPreview(pane); };

  // --- kept in this browser: by account and by post
  const key = (pane) => `draft:${pane.dataset.pane}:${pane.querySelector("[name$='-post']").value || "new"}`;
  const keep = (pane) => {
    const value = { text: textOf(pane).value, pictures: pane.querySelector("[data-picture-ids]").value, version: pane.dataset.version, synced: false };
    try { window.localStorage.setItem(key(pane), JSON.stringify(value)); } catch { return; }
    const note = form.querySelector("[data-kept]");
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    note.textContent = form.dataset.keptWord.replace("%(time)s", time);
  };
  const kept = (pane) => {
    try { return JSON.parse(window.localStorage.getItem(key(pane)) || "null"); } catch { return null; }
  };
  const forget = (pane) => { try { window.localStorage.removeItem(key(pane)); } catch { /* nothing was kept */ } };
  const restore = (pane) => {
    const saved = kept(pane);
    const area = textOf(pane);
    if (!saved || saved.synced || saved.version !== pane.dataset.version || saved.text === area.value || !saved.text) return;
    const before = area.value;
    area.value = saved.text;
    const note = pane.querySelector("[data-restored]");
    note.hidden = false;
    note.querySelector("[data-discard]").addEventListener("click", () => {
      area.value = before;
      note.hidden = true;
      forget(pane);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  };

  // --- tabs
  const tabs = document.querySelector("[data-tabs]");
  const select = (pane) => {
    for (const other of panes()) other.hidden = other !== pane;
    for (const tab of tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.tab === pane.dataset.pane));
  };
  const drawTabs = () => {
    const all = panes();
    tabs.closest("[data-together]").hidden = all.length < 2;
    tabs.replaceChildren(...all.map((pane) => {
      const tab = document.createElement("button");
      tab.type = "button";
      tab.role = "tab";
      tab.dataset.tab = pane.dataset.pane;
      tab.textContent = pane.dataset.paneName;
      tab.addEventListener("click", () => { select(pane); textOf(pane).focus(); });
      return tab;
    }));
  };

  const begin = (pane) => {
    if (pane.dataset.begun) return;
    pane.dataset.begun = "1";
    restore(pane);
    show(pane);
    pane.addEventListener("input", () => { show(pane); keep(pane); });
    pane.addEventListener("change", () => { show(pane); keep(pane); });
  };

  const insert = (button) => {
    const area = textOf(button.closest("[data-pane]"));
    const { insert: text, caret } = button.dataset;
    const at = area.selectionStart;
    type(area, at, area.selectionEnd, text);
    if (caret) area.setSelectionRange(at + Number(caret), at + Number(caret));
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // --- mends that a finding offers: typed as a person would, so that Ctrl Z takes them back
  const type = (area, start, end, text) => {
    area.focus();
    area.setSelectionRange(start, end);
    const before = area.value;
    const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
    if (done && area.value !== before) return;
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const rewrite = (pane, text) => type(textOf(pane), 0, textOf(pane).value.length, text);
  const MENDS = {
    hand_over: (pane) => {
      const box = pane.querySelector("[data-by-hand]");
      if (!box) return;
      box.checked = true;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    },
    first_picture: (pane) => {
      const remove = () => [...pane.querySelectorAll("[data-tile]")].slice(1).pop()?.querySelector("[data-remove]");
      for (let button = remove(); button; button = remove()) button.click();
    },
    drop_topics: (pane) => rewrite(pane, textOf(pane).value.replace(/#([^#\r\n]{1,64})#/g, "$1")),
    add_link: (pane) => rewrite(pane, `${textOf(pane).value.trimEnd()} ${pane.dataset.link}`),
  };
  document.addEventListener("click", (event) => {
    const fold = event.target.closest("[data-preview-fold]");
    if (fold) {
      fold.setAttribute("aria-expanded", String(fold.getAttribute("aria-expanded") !== "true"));
      showPreview(fold.closest("[data-pane]"));
    }
    const offer = event.target.closest("[data-offer]");
    if (offer) MENDS[offer.dataset.offer]?.(offer.closest("[data-pane]"));
    const button = event.target.closest("[data-insert]");
    if (button) insert(button);
    const close = event.target.closest("[data-close-pane]");
    if (close && panes().length > 1) {
      const pane = close.closest("[data-pane]");
      const key = pane.dataset.pane;
      const box = document.querySelector(`[data-add-pane][value="${key}"], [data-pane-url] [data-picked] input[value="${key}"]`);
      if (box) box.checked = false;
      box?.closest(".picked-one")?.remove();
      pane.remove();
      drawTabs();
      select(panes()[0]);
    }
  });
  document.addEventListener("change", async (event) => {
    const box = event.target.closest("[data-add-pane], [data-pane-url] [data-picked] input");
    if (!box) return;
    const address = box.dataset.addPane || box.closest("[data-pane-url]").dataset.paneUrl.replace("/0/", `/${box.value}/`);
    const known = panes().find((pane) => pane.dataset.pane === box.value);
    if (box.checked && !known) await window.htmx.ajax("GET", address, { target: "#panes", swap: "beforeend" });
    if (!box.checked && known && panes().length > 1) known.querySelector("[data-close-pane]")?.click();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-filter-accounts]")) return;
    const words = event.target.value.trim().toLowerCase();
    let shown = 0;
    for (const label of document.querySelectorAll("[data-choice]")) {
      const fits = label.dataset.choice.toLowerCase().includes(words) || label.querySelector("input").checked;
      label.hidden = !fits || shown >= 60;
      if (fits) shown += 1;
    }
  });
  document.addEventListener("click", (event) => {
    const use = event.target.closest("[data-use-text]");
    if (!use) return;
    const pane = use.closest("[data-pane]");
    if (use.dataset.useBase) pane.querySelector("[name$='-base']").value = use.dataset.useBase;
    use.closest(".overlap")?.remove();
    rewrite(pane, use.dataset.useText);
  });
  if (!form) return;
  window.composer = { form, panes, textOf, type, select, key, kept, forget };

  for (const pane of panes()) begin(pane);
  drawTabs();
  if (panes()[0]) select(panes().find((pane) => pane.querySelector(".form-errors, .invalid-feedback")) || panes()[0]);
  // The findings say what the account takes now: its limit, its link, and whether several accounts say the same.
  document.addEventListener("htmx:afterSettle", (event) => {
    const pane = event.target.matches(".pane-findings") ? event.target.closest("[data-pane]") : null;
    const line = pane?.querySelector(".pane-abilities");
    if (!line) return;
    Object.assign(pane.dataset, { limit: line.dataset.limit, link: line.dataset.link });
    const reason = pane.querySelector("[data-copy-reason]");
    if (reason) reason.hidden = !event.target.querySelector("[data-asks-reason]") && !reason.querySelector("input").value;
    show(pane);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "panes") return;
    const added = panes().find((pane) => !pane.dataset.begun);
    if (!added) return;
    begin(added);
    drawTabs();
    select(added);
    textOf(added).focus();
  });
  // What was sent is on the server now; a refusal brings the page back with the text in it.
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) for (const pane of panes()) if (form.dataset.upload) pane.dataset.sent = "1"; });
  window.addEventListener("pagehide", () => { for (const pane of panes()) if (pane.dataset.sent && navigator.onLine) forget(pane); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector("[value='save']")); }
    if (event.key === "Enter") { event.preventDefault(); form.requestSubmit(form.querySelector("[value='submit']")); }
  });
})();
