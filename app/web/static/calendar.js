// Dragging in the calendar: whatever is dropped on a day or an hour opens the form that moves it, filled in.
// Without this module the link «Verlegen» opens the same form.
let moved = null;

for (const entry of document.querySelectorAll("[data-move]")) {
  entry.draggable = true;
  for (const link of entry.querySelectorAll("a")) link.draggable = false;
  entry.addEventListener("dragstart", (event) => {
    moved = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", entry.querySelector(".what").textContent);
    document.body.classList.add("moving-now");
  });
  entry.addEventListener("dragend", () => {
    moved = null;
    document.body.classList.remove("moving-now");
  });
}

for (const place of document.querySelectorAll("[data-day]")) {
  place.addEventListener("dragover", (event) => {
    if (!moved) return;
    event.preventDefault();
    place.classList.add("target");
  });
  place.addEventListener("dragleave", () => place.classList.remove("target"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("target");
    if (!moved || place.contains(moved)) return;
    const { day, hour, fold } = place.dataset;
    const form = new URL(moved.dataset.move, location.href);
    const [, minute] = moved.dataset.time.split(":");
    form.searchParams.set("date", day);
    form.searchParams.set("time", hour === undefined ? moved.dataset.time : `${hour.padStart(2, "0")}:${minute}`);
    if (fold !== undefined) form.searchParams.set("fold", fold);
    location.assign(form);
  });
}
document.documentElement.classList.add("draggable");
