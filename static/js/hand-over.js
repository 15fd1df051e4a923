// The page with which a person publishes by hand: copying where the clipboard is closed, sharing all pictures at once.
(() => {
  // Plain http in the office has no clipboard API: the field is selected and copied the old way.
  const copyField = async (button) => {
    const field = document.getElementById(button.dataset.copyField);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.focus();
      field.select();
      if (!document.execCommand("copy")) { window.showToast(button.dataset.notCopied, "warning"); return; }
    }
    window.showToast(button.dataset.copied);
  };

  const share = document.querySelector("[data-share-pictures]");
  const probe = new File([new Uint8Array(1)], "1.jpg", { type: "image/jpeg" });
  if (share && navigator.canShare?.({ files: [probe] })) share.hidden = false;

  let files = null;
  const fetchFiles = async () => Promise.all([...document.querySelectorAll("[data-picture]")].map(async (link) => {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const blob = await answer.blob();
    return new File([blob], `${link.dataset.picture}.${blob.type.split("/")[1] || "jpg"}`, { type: blob.type });
  }));
  const shareAll = async (button) => {
    button.disabled = true;
    try {
      files ??= await fetchFiles();
      await navigator.share({ files });
    } catch (error) {
      // Fetching may take longer than a tap counts: with the files at hand the next tap is in time.
      if (error.name === "NotAllowedError" && files) button.querySelector("span").textContent = button.dataset.ready;
      else if (error.name !== "AbortError") window.showToast(button.dataset.failed, "warning");
    } finally {
      button.disabled = false;
    }
  };

  document.addEventListener("click", (event) => {
    const copied = event.target.closest("[data-copy-field]");
    if (copied) copyField(copied);
    if (share && event.target.closest("[data-share-pictures]")) shareAll(share);
  });
})();
