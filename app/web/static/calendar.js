// Dragging in the calendar: whatever is dropped on a day or an hour opens the form that moves it, filled in.
// Without this module the link «Verlegen» opens the same form. While something is dragged the page is not renewed.
let moved = null;
const placeOf = (event) => (moved ? event.target.closest("[data-day]") : null);
const mark = (place) => {
  for (const other of document.querySelectorAll(".target")) other.classList.remove("target");
  place?.classList.add("target");
};

addEventListener("dragstart", (event) => {
  moved = event.target.closest?.(".entry[draggable]") ?? null;
  if (!moved) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setDragImage(moved, 10, 10);
  moved.dataset.inUse = "";
});
addEventListener("dragover", (event) => {
  const place = placeOf(event);
  if (place) event.preventDefault();
  mark(place);
});
addEventListener("drop", (event) => {
  const place = placeOf(event);
  if (!place || place.contains(moved)) return;
  event.preventDefault();
  const { day, hour, fold } = place.dataset;
  const time = moved.querySelector(".at strong").textContent.slice(0, 5);
  const form = new URL(moved.querySelector("a.move").href);
  form.searchParams.set("date", day);
  form.searchParams.set("time", hour === undefined ? time : hour.padStart(2, "0") + time.slice(2));
  if (fold !== undefined) form.searchParams.set("fold", fold);
  location.assign(form);
});
addEventListener("dragend", () => {
  if (moved) delete moved.dataset.inUse;
  moved = null;
  mark(null);
});
document.documentElement.classList.add("draggable");
