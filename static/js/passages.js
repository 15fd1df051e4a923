// Comments on passages: what is marked in a text fills the form beside it; a tap marks a sentence; keys c and n.
// Places count code points as the server does (content/anchoring.py); tests/content/test_passages_js.py compares both.
(() => {
  const points = (text) => [...text].length;

  // The code point that a place in the page stands for. Leaves say where they begin (data-at); one that shows other
  // words than it stands for (a link) counts as a whole (data-size).
  const placeIn = (leaf, shown, offset, atEnd) => {
    const begin = Number(leaf.at);
    if (leaf.size) return begin + (atEnd ? Number(leaf.size) : 0);
    return begin + points(shown.slice(0, offset));
  };
  const sliceOf = (source, start, end) => [...source].slice(start, end).join("");
  const api = { points, placeIn, sliceOf };
  if (typeof window === "undefined") { globalThis.passagePlaces = api; return; }

  const root = document.querySelector("[data-passage-text]");
  const next = document.querySelector("[data-key-next]");
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "n" && next) window.location.assign(next.href);
  });
  // Beside the composer: where the words stand that somebody talks about.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-find-words]");
    const field = button?.closest("[data-pane]")?.querySelector("textarea");
    if (!field) return;
    const at = field.value.indexOf(button.dataset.findWords);
    if (at < 0) { window.showToast(button.dataset.goneWord, "info"); return; }
    field.focus();
    field.setSelectionRange(at, at + button.dataset.findWords.length);
  });
  if (!root) return;

  const details = document.querySelector("[data-passage-add]");
  const form = details.querySelector("form");
  const quote = form.querySelector("[data-passage-quote]");
  const choose = form.querySelector("[data-passage-choose]");
  const pick = document.querySelector("[data-passage-pick]");
  const words = form.elements.namedItem("text");
  let marked = null;
  let touched = false;

  const leafOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-at]");
  const spanOf = (range) => {
    const leaves = [...root.querySelectorAll("[data-at]")].filter((leaf) => range.intersectsNode(leaf));
    if (!leaves.length) return null;
    const place = (leaf, node, offset, atEnd) => {
      const inside = leaf.contains(node) && node.nodeType === Node.TEXT_NODE;
      const shown = leaf.textContent;
      return placeIn(leaf.dataset, shown, inside ? offset : atEnd ? shown.length : 0, atEnd);
    };
    const first = place(leaves[0], range.startContainer, range.startOffset, false);
    const last = place(leaves[leaves.length - 1], range.endContainer, range.endOffset, true);
    return last > first ? { start: first, end: last } : null;
  };

  const show = (span) => {
    const paint = window.CSS && CSS.highlights;
    if (!paint) return;
    CSS.highlights.delete("passage");
    if (!span) return;
    const range = document.createRange();
    let begun = false;
    for (const leaf of root.querySelectorAll("[data-at]")) {
      const begin = Number(leaf.dataset.at);
      const text = leaf.textContent;
      const end = begin + Number(leaf.dataset.size || points(text));
      if (end <= span.start || begin >= span.end) continue;
      const from = leaf.dataset.size ? 0 : sliceOf(text, 0, Math.max(0, span.start - begin)).length;
      const to = leaf.dataset.size ? text.length : sliceOf(text, 0, span.end - begin).length;
      if (!begun) { range.setStart(leaf.firstChild, from); begun = true; }
      range.setEnd(leaf.firstChild, to);
    }
    if (begun) CSS.highlights.set("passage", new Highlight(range));
  };

  const fill = (span) => {
    form.elements.namedItem("start").value = span ? span.start : "";
    form.elements.namedItem("end").value = span ? span.end : "";
    form.elements.namedItem("quote").value = span ? sliceOf(root.dataset.source, span.start, span.end) : "";
    quote.textContent = form.elements.namedItem("quote").value;
    quote.hidden = !span;
    choose.hidden = Boolean(span);
    details.classList.toggle("is-picked", Boolean(span));
    show(span);
  };
  const open = (span) => {
    fill(span);
    details.open = true;
    pick.hidden = true;
    if (span) window.getSelection().removeAllRanges();
    words.focus({ preventScroll: Boolean(span) });
  };
  const close = () => { fill(null); details.open = false; marked = null; };

  const look = () => {
    const selection = window.getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    marked = range && !selection.isCollapsed && root.contains(leafOf(range.commonAncestorContainer) || range.commonAncestorContainer)
      ? spanOf(range) : null;
    pick.hidden = !marked;
    if (!marked || touched) return;
    const box = range.getBoundingClientRect();
    pick.style.top = `${Math.max(8, Math.min(window.innerHeight - 48, box.bottom + 6))}px`;
    pick.style.left = `${Math.max(8, Math.min(window.innerWidth - 180, box.left))}px`;
  };
  let waiting = 0;
  document.addEventListener("selectionchange", () => { window.clearTimeout(waiting); waiting = window.setTimeout(look, 200); });
  window.addEventListener("scroll", () => { if (!touched) pick.hidden = true; }, { passive: true });
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    pick.classList.toggle("is-touch", touched);
    if (touched) { pick.style.top = ""; pick.style.left = ""; }
  }, true);
  pick.addEventListener("mousedown", (event) => event.preventDefault());
  pick.addEventListener("click", () => { if (marked) open(marked); });

  // One tap marks the sentence under the finger; another tap another one.
  const placeAt = (event) => {
    const found = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    if (found) return [found.offsetNode, found.offset];
    const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
    return range ? [range.startContainer, range.startOffset] : [null, 0];
  };
  root.addEventListener("click", (event) => {
    if (!touched || event.target.closest("a") || !window.getSelection().isCollapsed) return;
    const [node, offset] = placeAt(event);
    const leaf = node && root.contains(node) ? leafOf(node) : event.target.closest("[data-at]");
    if (!leaf) return;
    const at = placeIn(leaf.dataset, leaf.textContent, node && leaf.contains(node) ? offset : 0, false);
    const choices = [...form.elements.namedItem("sentence").options].map((option) => ({
      start: Number(option.dataset.start), end: Number(option.dataset.end), option,
    }));
    const found = choices.find((each) => at < each.end) || choices[choices.length - 1];
    if (!found) return;
    found.option.selected = true;
    open({ start: found.start, end: found.end });
  });

  form.querySelector("[data-passage-cancel]").addEventListener("click", close);
  details.addEventListener("toggle", () => { if (!details.open) fill(null); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) { close(); details.querySelector("summary").focus(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (event.key === "c") { event.preventDefault(); open(marked); }
  });
})();
