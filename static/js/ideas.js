// The ideas board: a card moves by drag, by Alt and the arrow keys, or by its own list; the server answers with a way back.
const board = document.querySelector("[data-ideas-board]");

const send = (card, state) => {
  const form = card.querySelector("form");
  form.elements.state.value = state;
  form.requestSubmit();
};

if (board) {
  const lists = [...board.querySelectorAll("[data-column]")];
  for (const button of board.querySelectorAll("[data-move-button]")) button.hidden = true;
  board.addEventListener("change", (event) => {
    if (event.target.matches("[data-move-to]")) event.target.form.requestSubmit();
  });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-idea]");
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!card || !event.altKey || !step) return;
    const next = lists[lists.indexOf(card.parentElement) + step];
    if (!next) return;
    event.preventDefault();
    send(card, next.dataset.column);
  });
  for (const list of lists) {
    window.Sortable?.create(list, {
      group: "ideas",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      delay: 150,
      delayOnTouchOnly: true,
      filter: "a, button, select",
      preventOnFilter: false,
      sort: false,
      onAdd: (event) => send(event.item, event.to.dataset.column),
    });
  }
}
for (const form of document.querySelectorAll("[data-send-on-change]")) {
  form.addEventListener("change", () => form.requestSubmit());
}
