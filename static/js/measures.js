// Measures: what a number is, shown beside it while the pointer or the focus is on it. A click opens it without this file.
const gap = 6;
function show(button) {
  const box = document.getElementById(button.getAttribute("popovertarget"));
  if (!box || !box.showPopover) return;
  if (!box.matches(":popover-open")) box.showPopover();
  const at = button.getBoundingClientRect();
  const below = at.bottom + gap + box.offsetHeight <= window.innerHeight;
  const left = Math.max(12, Math.min(at.left, window.innerWidth - box.offsetWidth - 12));
  box.style.inset = `${below ? at.bottom + gap : Math.max(12, at.top - gap - box.offsetHeight)}px auto auto ${left}px`;
}
function hide(button) {
  const box = document.getElementById(button.getAttribute("popovertarget"));
  if (box?.matches(":popover-open") && !box.matches(":hover")) box.hidePopover();
}
const of = (event) => event.target instanceof Element && event.target.closest("[data-measure]");
for (const name of ["mouseover", "focusin"]) {
  document.addEventListener(name, (event) => of(event) && show(of(event)));
}
for (const name of ["mouseout", "focusout"]) {
  document.addEventListener(name, (event) => {
    const button = of(event);
    // A moment to move the pointer onto the text itself.
    if (button) setTimeout(() => button.matches(":hover, :focus-visible") || hide(button), 120);
  });
}
document.addEventListener("mouseout", (event) => {
  const box = event.target instanceof Element && event.target.closest(".measure-definition");
  if (box && !box.contains(event.relatedTarget) && box.matches(":popover-open")) box.hidePopover();
});
