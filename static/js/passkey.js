// Passkeys: asks the browser for one, or makes one, and sends the answer with its form.
// <form data-passkey data-options-url="…"> (fetched) or data-options="{…}" (given), a hidden field `credential`,
// a [data-passkey-button]; with data-passkey="create" a new passkey is made.
(() => {
  const bytes = (text) => Uint8Array.from(window.atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => window.btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));

  const plain = (credential) => {
    const given = credential.response;
    const response = { clientDataJSON: text(given.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (given[name]) response[name] = text(given[name]);
    }
    if (given.getTransports) response.transports = given.getTransports();
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response,
    };
  };
  const ask = async ({ publicKey }) => plain(await navigator.credentials.get({
    publicKey: { ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) },
  }));
  const make = async ({ publicKey }) => plain(await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  }));
  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`options: ${answer.status}`);
    const data = await answer.json();
    return data.request_options || data;
  };
  const say = (form, sentence) => {
    const note = form.querySelector("[data-passkey-note]");
    note.textContent = sentence;
    note.hidden = !sentence;
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey-button]");
    const form = button?.closest("form[data-passkey]");
    if (!form) return;
    say(form, "");
    button.disabled = true;
    try {
      const options = await optionsOf(form);
      const credential = await (form.dataset.passkey === "create" ? make(options) : ask(options));
      form.querySelector("input[name$=credential]").value = JSON.stringify(credential);
      form.requestSubmit();
    } catch {
      say(form, button.dataset.failed); // closed, timed out, or no passkey here: the browser has said which
      button.disabled = false;
    }
  });

  // Only a secure page with a host name can have passkeys.
  const numeric = /^[\d.]+$|:/.test(window.location.hostname);
  if (window.PublicKeyCredential && window.isSecureContext && !numeric) return;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    for (const part of form.querySelectorAll("[data-passkey-button]")) part.hidden = true;
    for (const part of form.querySelectorAll("[data-passkey-impossible]")) part.hidden = false;
  }
})();
