// Help while writing: suggestions for # and @, emoticons found and remembered, a better wording with one click.
(() => {
  const { composer } = window;
  if (!composer) return;
  const { form, textOf, type } = composer;

  // --- suggestions behind # and @
  const OPEN = /(?:^|[^0-9A-Za-z_])(?<sign>[#@])(?<words>[^#@\s\]]{0,20})$/u;
  const list = document.createElement("ul");
  list.className = "suggestions card";
  list.id = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  let area = null;
  let from = 0;
  let asked = 0;
  let timer;
  const options = () => [...list.querySelectorAll("[data-suggestion]")];
  const close = () => {
    list.hidden = true;
    window.clearTimeout(timer);
    asked += 1;
    area?.removeAttribute("aria-activedescendant");
    area?.removeAttribute("aria-controls");
  };
  const mark = (option) => {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) { area.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  };
  const opening = () => {
    const before = area.value.slice(0, area.selectionStart);
    const found = OPEN.exec(before);
    if (!found) return null;
    // The closing # of a topic opens none.
    const inLine = before.slice(before.lastIndexOf("\n") + 1);
    if (found.groups.sign === "#" && (inLine.match(/#/g) || []).length % 2 === 0) return null;
    return found.groups;
  };
  const ask = async ({ sign, words }) => {
    const mine = (asked += 1);
    const query = new URLSearchParams({ kind: sign === "#" ? "topic" : "person", q: words, account: area.closest("[data-pane]").dataset.pane });
    const fans = sign === "@" && form.dataset.fans;
    const pages = await Promise.all([form.dataset.suggestions, fans].filter(Boolean).map((url) =>
      fetch(`${url}?${query}`, { headers: { "HX-Request": "true" } }).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "")));
    if (mine !== asked || !area) return;
    list.innerHTML = pages.join("");
    options().forEach((option, at) => { option.id = `suggestion-${at}`; });
    if (options().length) for (const empty of list.querySelectorAll("[role=presentation]")) empty.remove();
    area.closest("[data-dropzone]").append(list);
    area.setAttribute("aria-controls", list.id); // only while it stands in the page
    list.hidden = !list.children.length;
    mark(options()[0]);
  };
  const look = () => {
    const found = opening();
    if (!found) { close(); return; }
    from = area.selectionStart - found.words.length - 1;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => ask(found), 180);
  };
  const choose = (option) => {
    const end = area.selectionStart;
    const swallow = option.dataset.suggestion.startsWith("#") && area.value[end] === "#" ? 1 : 0;
    const { suggestion } = option.dataset;
    close();
    type(area, from, end + swallow, suggestion);
    close();
  };
  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea.composer-text")) return;
    area = event.target;
    area.setAttribute("aria-autocomplete", "list");
    look();
  });
  form.addEventListener("keydown", (event) => {
    if (list.hidden || event.target !== area || event.isComposing) return;
    const all = options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") { event.preventDefault(); close(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      mark(all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if ((event.key === "Enter" || event.key === "Tab") && at >= 0 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(all[at]);
    }
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[data-suggestion]");
    event.preventDefault();
    if (option) choose(option);
  });
  form.addEventListener("focusout", (event) => { if (event.target === area) close(); });

  // --- emoticons: found by name, pinyin or English; the last ones first
  const RECENT = "emoticons";
  const recent = () => {
    try { return JSON.parse(window.localStorage.getItem(RECENT) || "[]"); } catch { return []; }
  };
  const showRecent = (picker) => {
    const row = picker.querySelector("[data-recent]");
    row.replaceChildren(...recent().flatMap((code) => {
      const known = picker.querySelector(`[data-all] [data-insert="${CSS.escape(code)}"]`);
      return known ? [known.cloneNode(true)] : [];
    }));
    row.hidden = !row.children.length;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-link-tool] [data-insert]")) event.target.closest("details").open = false;
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".emoticons [data-insert]");
    if (!button) return;
    const codes = [button.dataset.insert, ...recent().filter((code) => code !== button.dataset.insert)].slice(0, 8);
    try { window.localStorage.setItem(RECENT, JSON.stringify(codes)); } catch { /* private window */ }
    button.closest("details").open = false;
  });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[data-find-emoticon]")) return;
    event.stopPropagation();
    const words = event.target.value.trim().toLowerCase();
    for (const button of event.target.closest(".emoticons").querySelectorAll("[data-all] button")) button.hidden = !button.dataset.words.toLowerCase().includes(words);
  }, true);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("[data-find-emoticon], [data-link-tool] input")) return;
    event.preventDefault();
    const box = event.target.closest("details");
    (event.target.matches("[data-find-emoticon]") ? box.querySelector("[data-all] button:not([hidden])") : box.querySelector("[hx-post]"))?.click();
  });
  document.addEventListener("toggle", (event) => {
    if (!event.target.open || !event.target.querySelector?.(".emoticons")) return;
    showRecent(event.target);
    event.target.querySelector("[data-find-emoticon]").focus();
  }, true);

  // --- a better wording for one word: positions count characters, the browser counts UTF-16
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-replace]");
    if (!button) return;
    const { start, end, word, replace } = button.dataset;
    const field = textOf(button.closest("[data-pane]"));
    const letters = [...field.value];
    let at = letters.slice(0, Number(start)).join("").length;
    const old = word || letters.slice(Number(start), Number(end)).join("");
    if (field.value.slice(at, at + old.length) !== old) at = field.value.indexOf(old);
    if (at < 0 || !old) return;
    type(field, at, at + old.length, replace);
    field.setSelectionRange(at, at + replace.length);
    const done = button.closest("[data-pane]").querySelector("[data-mended]");
    if (!done) return;
    done.hidden = false;
    done.querySelector("[data-mended-word]").textContent = `${old} → ${replace}`;
    Object.assign(done.dataset, { old, replace, at });
  });
  form.addEventListener("click", (event) => {
    const back = event.target.closest("[data-mend-back]");
    if (!back) return;
    const done = back.closest("[data-mended]");
    const field = textOf(done.closest("[data-pane]"));
    const { old, replace } = done.dataset;
    const first = Number(done.dataset.at);
    const at = field.value.startsWith(replace, first) ? first : field.value.indexOf(replace);
    done.hidden = true;
    if (at >= 0) type(field, at, at + replace.length, old);
  });
})();
