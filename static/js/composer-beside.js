// One idea for several accounts: a text put into those that are still empty, and all texts beside each other.
(() => {
  const { composer } = window;
  const dialog = document.getElementById("beside");
  if (!composer || !dialog) return;
  const { form, panes, textOf, type, select } = composer;
  const body = dialog.querySelector("[data-beside-body]");
  const current = () => panes().find((pane) => !pane.hidden);

  const spread = (button) => {
    const from = current();
    const text = textOf(from).value;
    if (!text.trim()) { textOf(from).focus(); return; }
    const empty = panes().filter((pane) => pane !== from && !textOf(pane).value.trim());
    for (const pane of empty) {
      select(pane); // a hidden field takes no typing
      type(textOf(pane), 0, textOf(pane).value.length, text);
    }
    select(from);
    textOf(from).focus();
    window.showToast(empty.length ? button.dataset.word.replace("%(n)s", empty.length) : button.dataset.none);
  };
  const show = async (button) => {
    const values = new FormData();
    values.append("check", current().dataset.pane);
    values.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const pane of panes()) {
      values.append("account", pane.dataset.pane);
      values.append(`${pane.dataset.pane}-text`, textOf(pane).value);
    }
    let answer;
    try { answer = await fetch(button.dataset.beside, { method: "POST", body: values, headers: { "HX-Request": "true" } }); } catch { /* told below */ }
    if (!answer?.ok) { window.showToast(form.dataset.cutWord, "danger"); return; }
    body.innerHTML = await answer.text();
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-spread], [data-beside], [data-beside-open], [data-beside-close]");
    if (!button) return;
    if (button.matches("[data-spread]")) spread(button);
    else if (button.matches("[data-beside]")) show(button);
    else {
      dialog.close();
      const pane = panes().find((other) => other.dataset.pane === button.dataset.besideOpen);
      if (pane) { select(pane); textOf(pane).focus(); }
    }
  });
})();
