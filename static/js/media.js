// Pictures go up one after another, each with its progress; the page opens anew when all have been tried.
(() => {
  const form = document.querySelector("[data-media-upload]");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const list = form.querySelector(".media-sending");

  const send = (file) => new Promise((resolve) => {
    const line = document.createElement("li");
    const bar = document.createElement("progress");
    const word = document.createElement("span");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    word.textContent = file.name;
    line.append(bar, word);
    list.append(line);
    const fail = (sentence) => {
      bar.remove();
      word.className = "mark-error";
      word.textContent = `${file.name} ${sentence}`;
      resolve(false);
    };
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (step) => { if (step.lengthComputable) bar.value = (step.loaded * 100) / step.total; });
    request.addEventListener("load", () => {
      if (request.status < 300) { bar.value = 100; resolve(true); return; }
      let sentence = form.dataset.broken;
      try { sentence = JSON.parse(request.responseText).error || sentence; } catch { /* not our JSON: the sentence above */ }
      fail(sentence);
    });
    request.addEventListener("error", () => fail(form.dataset.broken));
    const body = new FormData();
    body.append("picture", file);
    request.open("POST", form.dataset.send);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.send(body);
  });
  const sendAll = async (files) => {
    let well = true;
    for (const file of files) well = (await send(file)) && well;
    field.value = "";
    if (well) window.location.assign(window.location.pathname);
  };

  field.addEventListener("change", () => sendAll([...field.files]));
  for (const name of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(name, (event) => {
      event.preventDefault();
      form.classList.toggle("is-over", name === "dragover");
      if (name === "drop") sendAll([...event.dataTransfer.files].filter((file) => file.type.startsWith("image/")));
    });
  }
})();
