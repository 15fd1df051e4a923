// Shows how much of a large file has been sent; without it the form is posted as any other.
(() => {
  const form = document.querySelector("[data-upload]");
  const bar = form?.querySelector(".upload-progress");
  if (!form || !bar) return;
  // A file that was crawled earlier must not write over counts that were seen later.
  form.addEventListener("change", () => {
    const file = form.querySelector("input[type=file]")?.files[0];
    const written = form.querySelector("input[name=written]");
    if (written) written.value = file?.lastModified ?? "";
  });
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]")?.files[0];
    if (!file) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const request = new XMLHttpRequest();
    button.disabled = true;
    bar.hidden = false;
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) bar.value = (step.loaded * 100) / step.total;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) { window.location.assign(request.responseURL); return; }
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      const again = answer.querySelector("[data-upload] .form-errors");
      form.querySelector(".form-errors")?.remove();
      if (again) form.prepend(again);
      else window.showToast?.(form.dataset.broken, "danger");
      for (const field of answer.querySelectorAll("[data-upload] .invalid-feedback")) form.querySelector(".form-errors")?.append(field);
      bar.hidden = true;
      button.disabled = false;
    });
    request.addEventListener("error", () => {
      bar.hidden = true;
      button.disabled = false;
      window.showToast?.(form.dataset.broken, "danger");
    });
    request.open("POST", form.action || window.location.href);
    request.send(new FormData(form));
  });
})();
