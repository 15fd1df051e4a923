// Dangerous actions that htmx sends: when the server wants to know who it is (403, X-Confirm-Identity), ask in a dialog
// and send the same thing again. The page keeps all that was typed.
(() => {
  let waiting = null;
  const dialog = () => {
    let found = document.getElementById("confirm-identity");
    if (!found) {
      found = document.createElement("dialog");
      found.id = "confirm-identity";
      found.className = "dialog confirm-dialog";
      document.body.append(found);
      found.addEventListener("click", (event) => { if (event.target === found) found.close(); });
    }
    return found;
  };
  const show = async (url) => {
    const answer = await fetch(url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) { window.location.reload(); return; }
    const box = dialog();
    box.innerHTML = await answer.text();
    if (!box.open) box.showModal();
    box.querySelector("input:not([type=hidden])")?.focus();
  };
  const again = () => {
    const { elt, triggeringEvent } = waiting;
    waiting = null;
    if (elt instanceof HTMLFormElement) elt.requestSubmit(triggeringEvent?.submitter || undefined);
    else window.htmx.trigger(elt, triggeringEvent?.type || "click");
  };
  const send = async (form) => {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    const box = dialog();
    if (answer.status === 204) { box.close(); again(); return; }
    if (answer.status !== 422) { window.location.reload(); return; }
    box.innerHTML = await answer.text();
    box.querySelector(".is-invalid, input:not([type=hidden])")?.focus();
  };
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    const url = event.detail.xhr.getResponseHeader("X-Confirm-Identity");
    if (!url) return;
    waiting = event.detail.requestConfig;
    show(url);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.closest("#confirm-identity")) return;
    event.preventDefault();
    send(event.target);
  });
})();
