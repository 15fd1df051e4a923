// <details data-remember="name"> stays closed when somebody closed it.
for (const box of document.querySelectorAll("details[data-remember]")) {
  const key = `closed:${box.dataset.remember}`;
  try {
    if (window.localStorage.getItem(key)) box.open = false;
    box.addEventListener("toggle", () => {
      if (box.open) window.localStorage.removeItem(key); else window.localStorage.setItem(key, "1");
    });
  } catch { /* private window: it stays open */ }
}
