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
    const page = await fetch(`${form.dataset.suggestions}?${query}`, { headers: { "HX-Request": "true" } })
      .then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
    if (mine !== asked || !area) return;
    list.innerHTML = page;
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

  // --- a better wording, in one place or in all of a finding: positions count characters, the browser counts UTF-16
  const placesOf = (button, value) => {
    const letters = [...value];
    const { start, end, places } = button.dataset;
    const asked = places ? JSON.parse(places) : [[Number(start), Number(end), letters.slice(Number(start), Number(end)).join("")]];
    let after = 0;
    return asked.flatMap(([first, , word]) => {
      let at = letters.slice(0, first).join("").length;
      if (!word || at < after || !value.startsWith(word, at)) at = word ? value.indexOf(word, after) : -1;
      if (at < 0) return [];
      after = at + word.length;
      return [{ at, word }];
    });
  };
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-replace]");
    if (!button) return;
    const pane = button.closest("[data-pane]");
    const field = textOf(pane);
    const found = placesOf(button, field.value);
    if (!found.length) return;
    // One stretch from the first place to the last is typed anew: one step for Ctrl Z.
    const [first, last] = [found[0], found.at(-1)];
    const old = field.value.slice(first.at, last.at + last.word.length);
    let mended = "";
    let end = first.at;
    for (const { at, word } of found) {
      mended += field.value.slice(end, at) + button.dataset.replace;
      end = at + word.length;
    }
    type(field, first.at, end, mended);
    field.setSelectionRange(first.at, first.at + mended.length);
    const done = pane.querySelector("[data-mended]");
    const words = new Intl.ListFormat(document.documentElement.lang, { type: "unit" }).format(new Set(found.map(({ word }) => word)));
    done.querySelector("[data-mended-word]").textContent = `${words} → ${button.dataset.replace}${found.length > 1 ? ` ×${found.length}` : ""}`;
    Object.assign(done.dataset, { old, mended, at: first.at });
    done.hidden = false;
  });
  form.addEventListener("click", (event) => {
    const back = event.target.closest("[data-mend-back]");
    if (!back) return;
    const done = back.closest("[data-mended]");
    const field = textOf(done.closest("[data-pane]"));
    const { old, mended } = done.dataset;
    const first = Number(done.dataset.at);
    const at = field.value.startsWith(mended, first) ? first : field.value.indexOf(mended);
    done.hidden = true;
    if (at >= 0) type(field, at, at + mended.length, old);
    else window.showToast(form.dataset.goneWord, "danger");
  });

  // --- the nearest text stays folded or open while the findings are renewed
  document.addEventListener("click", (event) => {
    const summary = event.target.closest("[data-nearest] > summary");
    if (summary) summary.closest("[data-pane]").dataset.nearest = summary.parentElement.open ? "shut" : "open";
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const near = event.target.querySelector?.("[data-nearest]");
    const chosen = near?.closest("[data-pane]")?.dataset.nearest;
    if (chosen) near.open = chosen === "open";
  });
})();
