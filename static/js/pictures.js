// Pictures of a pane: by file, paste and drop; put in order by drag or button; cropped; removed.
(() => {
  const form = document.querySelector("[data-composer]");
  if (!form) return;
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

  const changed = (pane) => {
    const ids = [...pane.querySelectorAll("[data-tile]")].map((tile) => tile.dataset.tile);
    const field = pane.querySelector("[data-picture-ids]");
    if (field.value === ids.join(",")) return;
    field.value = ids.join(",");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const upload = async (file, name, from) => {
    const body = new FormData();
    if (from) body.append("from", from);
    body.append("picture", file, name || file.name || "picture.png");
    let response;
    try {
      response = await fetch(form.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token(), "HX-Request": "true" } });
    } catch {
      window.showToast(form.dataset.offlineWord, "danger");
      return null;
    }
    if (response.ok) return response.text();
    const trigger = JSON.parse(response.headers.get("HX-Trigger") || "{}");
    window.showToast(trigger.toast?.text || form.dataset.refusedWord, "danger");
    return null;
  };
  const tileOf = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html.trim();
    return template.content.firstElementChild;
  };
  const add = async (pane, files) => {
    const list = pane.querySelector("[data-tiles]");
    pane.dataset.uploading = "1";
    for (const file of files) {
      const html = file.type.startsWith("image/") || /\.(jpe?g|png|gif|webp)$/i.test(file.name) ? await upload(file) : null;
      if (html) list.append(tileOf(html));
    }
    delete pane.dataset.uploading;
    changed(pane);
  };

  // --- cropping
  const dialog = document.getElementById("crop");
  const image = dialog.querySelector("[data-crop-image]");
  let cropper;
  let cropped;
  const closeCrop = () => { cropper?.destroy(); cropper = undefined; dialog.close(); };
  const openCrop = (tile) => {
    cropped = tile;
    image.onload = () => {
      cropper?.destroy();
      cropper = new window.Cropper(image, { viewMode: 1, autoCropArea: 0.9, zoomOnWheel: false });
    };
    image.src = tile.querySelector("img").dataset.full;
    dialog.showModal();
  };
  const finishCrop = () => {
    const canvas = cropper?.getCroppedCanvas({ maxWidth: 4096, maxHeight: 4096 });
    if (!canvas) return;
    canvas.toBlob(async (blob) => {
      const html = await upload(blob, cropped.querySelector("img").alt || "cropped.jpg", cropped.dataset.tile);
      if (html) {
        const pane = cropped.closest("[data-pane]");
        cropped.replaceWith(tileOf(html));
        changed(pane);
      }
      closeCrop();
    }, "image/jpeg", 0.95);
  };
  dialog.addEventListener("click", (event) => {
    if (event.target.closest("[data-crop-cancel]")) closeCrop();
    else if (event.target.closest("[data-crop-done]")) finishCrop();
    const ratio = event.target.closest("[data-ratio]");
    if (ratio) cropper?.setAspectRatio(ratio.dataset.ratio ? Number(ratio.dataset.ratio) : NaN);
  });
  dialog.addEventListener("cancel", () => { cropper?.destroy(); cropper = undefined; });

  form.addEventListener("pictures:changed", (event) => changed(event.target));
  form.addEventListener("click", (event) => {
    const tile = event.target.closest("[data-tile]");
    if (!tile) return;
    const pane = tile.closest("[data-pane]");
    if (event.target.closest("[data-remove]")) tile.remove();
    else if (event.target.closest("[data-earlier]")) tile.previousElementSibling?.before(tile);
    else if (event.target.closest("[data-later]")) tile.nextElementSibling?.after(tile);
    else if (event.target.closest("[data-crop]")) openCrop(tile);
    changed(pane);
  });
  form.addEventListener("keydown", (event) => {
    const tile = event.target;
    if (!tile.matches?.("[data-tile]")) return;
    const pane = tile.closest("[data-pane]");
    const next = tile.nextElementSibling || tile.previousElementSibling;
    if (event.key === "ArrowLeft") tile.previousElementSibling?.before(tile);
    else if (event.key === "ArrowRight") tile.nextElementSibling?.after(tile);
    else if (event.key === "Delete") { tile.remove(); (next || pane.querySelector("textarea")).focus(); }
    else return;
    event.preventDefault();
    if (tile.isConnected) tile.focus();
    changed(pane);
  });
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-files]")) return;
    add(event.target.closest("[data-pane]"), [...event.target.files]);
    event.target.value = "";
  });
  form.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    const pane = event.target.closest("[data-pane]");
    if (!files.length || !pane) return;
    event.preventDefault();
    add(pane, files);
  });
  const zone = (event) => event.target.closest?.("[data-dropzone]");
  form.addEventListener("dragover", (event) => {
    if (!zone(event) || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    zone(event).classList.add("is-over");
  });
  form.addEventListener("dragleave", (event) => zone(event)?.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    const target = zone(event);
    if (!target || !event.dataTransfer.files.length) return;
    event.preventDefault();
    target.classList.remove("is-over");
    add(target.closest("[data-pane]"), [...event.dataTransfer.files]);
  });

  const sortable = (list) => {
    if (list.dataset.sortable) return;
    list.dataset.sortable = "1";
    window.Sortable.create(list, { animation: 120, filter: "button", preventOnFilter: false, onEnd: () => changed(list.closest("[data-pane]")) });
  };
  const all = () => document.querySelectorAll("[data-tiles]").forEach(sortable);
  document.addEventListener("htmx:afterSettle", all);
  all();
})();
