// The queue by single keys, only while the focus lies in the list or the post beside it, and never while somebody writes.
const queue = () => document.querySelector(".queue");
const links = () => [...queue().querySelectorAll(".queue-list .rows a[id^='post-']")];
const place = () => links().findIndex((link) => link.closest("li").contains(document.activeElement) || link.closest("li").matches(".here"));

function step(by) {
  const found = links();
  const at = found.findIndex((link) => link.closest("li").contains(document.activeElement));
  const isReviewing = Boolean(document.activeElement.closest(".queue-review"));
  const next = found[Math.max(0, (at >= 0 ? at : place()) + by)];
  if (isReviewing) next?.click();
  else next?.focus();
}

function reach(selector) {
  const element = queue().querySelector(selector);
  for (let row = element?.closest("details"); row; row = row.parentElement.closest("details")) row.open = true;
  element?.focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement.closest("li")?.querySelector("input[type=checkbox]")?.click(),
  f: () => reach(".queue-review button[value='approve']"),
  z: () => reach("#ground"),
  c: () => reach("#remark"),
  l: () => (links()[place()] ?? links()[0])?.focus(),
};

document.addEventListener("keydown", (event) => {
  const at = document.activeElement;
  if (event.ctrlKey || event.altKey || event.metaKey || !queue()?.contains(at)) return;
  if (at.matches("textarea, select, input:not([type=checkbox])")) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

// The time left goes on while nobody does anything.
const told = (minutes) => {
  const far = Math.abs(minutes), days = Math.floor(far / 1440), hours = Math.floor(far / 60) % 24;
  const word = minutes >= 0 ? "noch" : "seit";
  if (days) return `${word} ${days} ${days === 1 ? "Tag" : minutes >= 0 ? "Tage" : "Tagen"}`;
  return `${word} ${hours ? `${hours} Std. ` : ""}${far % 60} Min.`;
};
setInterval(() => {
  for (const row of document.querySelectorAll("[data-until]")) {
    const seconds = (new Date(row.dataset.until) - Date.now()) / 1000;
    row.textContent = told(Math.floor(seconds / 60));
    row.classList.toggle("over", seconds < 0);
    row.classList.toggle("soon", seconds >= 0 && seconds < 1800);
  }
}, 20000);

document.documentElement.classList.add("live");
if (location.hash === "#review") document.getElementById("review")?.focus();
