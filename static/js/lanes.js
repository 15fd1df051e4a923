// Swim-lanes: a post is dragged along the row of its account; by day the clock time stays, by hour the minute.
(() => {
  const table = document.getElementById("lanes");
  const mover = window.slotMove;
  for (const form of document.querySelectorAll("form[data-auto-submit]")) form.addEventListener("change", () => form.requestSubmit());
  if (!table || !mover) return;
  const byDay = table.classList.contains("is-week");
  let dragged = null;

  const landing = (cell, chip) => {
    const clock = chip.dataset.wall.slice(11);
    return byDay ? `${cell.dataset.start.slice(0, 10)}T${clock}` : `${cell.dataset.start.slice(0, 13)}${clock.slice(2)}`;
  };
  const target = (event) => {
    const cell = event.target.closest("td[data-start]");
    if (!dragged || !cell || cell.closest("tr") !== dragged.closest("tr")) return null;
    return landing(cell, dragged) < mover.now() ? null : cell;
  };
  const again = () => window.htmx.ajax("GET", window.location.href, { target: "#lanes", swap: "outerHTML", select: "#lanes" });
  const clear = () => { for (const cell of document.querySelectorAll("#lanes .is-target")) cell.classList.remove("is-target"); };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-slot]") || null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    const cell = target(event);
    clear();
    if (!cell) return;
    event.preventDefault();
    cell.classList.add("is-target");
  });
  document.addEventListener("dragend", () => { dragged = null; clear(); });
  document.addEventListener("drop", async (event) => {
    const cell = target(event);
    if (!cell) return;
    event.preventDefault();
    const chip = dragged;
    const wall = landing(cell, chip);
    clear();
    if (wall === chip.dataset.wall) return;
    if (await mover.move(chip.getAttribute("href"), byDay ? { day: wall.slice(0, 10) } : { start: wall })) again();
  });
  document.addEventListener("keydown", (event) => {
    const chip = event.target.closest?.("[data-slot]");
    if (!chip || event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    mover.grab({ element: chip, url: chip.getAttribute("href"), wall: chip.dataset.wall, text: chip.querySelector(".lane-text").textContent, moved: again });
  });
  document.addEventListener("calendar:changed", again);
})();
