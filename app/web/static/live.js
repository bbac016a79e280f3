// Shows what has changed since the page was made. The stream only says that something has; then the page is fetched
// again, with the rights of who is signed in, and what differs is exchanged. What somebody is doing comes first:
// the focus is never moved, and nothing is exchanged under somebody who is writing, choosing or has opened something.
const part = document.getElementById("live");
const told = document.getElementById("live-told");
const button = document.getElementById("live-show");
const LEAST = 5000; // between two exchanges, in milliseconds
let place = part.dataset.after;
let source = null, fresh = null, timer = 0, moment = 0, shownAt = 0, wait = LEAST, isOver = false;

const time = () => new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
const later = (act, least) => { clearTimeout(timer); timer = setTimeout(act, least * (1 + Math.random() / 4)); };
const say = (sentence, isWaiting = false) => {
  if (told.textContent !== sentence) told.textContent = sentence;
  button.hidden = !isWaiting;
  button.parentElement.classList.toggle("waiting", isWaiting);
};

function end() {
  isOver = true;
  source?.close();
  say("Ihre Anmeldung ist beendet. Diese Seite wird nicht mehr erneuert.");
}

function isChanged(control) {
  if (control.type === "hidden") return false;
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) return control.selectedIndex !== Math.max(0, [...control.options].findIndex((row) => row.defaultSelected));
  return control.value !== control.defaultValue;
}

function isInUse() {
  if (part.querySelector("[data-in-use]")) return true;
  const active = part !== document.activeElement && part.contains(document.activeElement) ? document.activeElement : null;
  if (active && active.matches("input, select, textarea")) return true;
  if (active && !(active.id && fresh.querySelector(`#${CSS.escape(active.id)}`))) return true;
  return Boolean(part.querySelector("details[open]")) || [...part.querySelectorAll("input, select, textarea")].some(isChanged);
}

function show() {
  if (!fresh) return;
  const text = fresh.innerHTML;
  fresh = null;
  shownAt = Date.now();
  htmx.swap({ text, target: part, swap: "innerMorph" });
  say(`Erneuert um ${time()} Uhr.`);
  awaitMoment();
}

// A part that says after how many seconds time alone changes what it tells is looked at again then.
function awaitMoment() {
  clearTimeout(moment);
  const told = part.querySelector("[data-anew-in]");
  if (told) moment = setTimeout(() => fetchAnew().catch(() => {}), 1000 * told.dataset.anewIn);
}

function showIfFree() {
  if (!fresh) return;
  if (isInUse()) say("Auf dieser Seite gibt es Neues.", true);
  else show();
}

async function fetchAnew() {
  const answer = await fetch(location.href, { headers: { Live: "1", Accept: "text/html" } });
  if (new URL(answer.url).pathname === "/sign-in") return end();
  if (!answer.ok) throw new Error(answer.status);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  place = found.dataset.after;
  wait = LEAST;
  if (found.innerHTML === part.innerHTML) return undefined;
  fresh = found;
  return showIfFree();
}

function listen() {
  source?.close();
  if (isOver) return;
  source = new EventSource(`/live?after=${place}`);
  source.addEventListener("message", (event) => {
    place = event.lastEventId;
    later(() => fetchAnew().catch(() => {}), Math.max(100, shownAt + LEAST - Date.now()));
  });
  source.addEventListener("ended", end);
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED && !isOver) comeBack(); });
}

function comeBack() {
  wait = Math.min(wait * 2, 60000);
  later(() => fetchAnew().then(listen).catch(comeBack), wait);
}

function turn() {
  if (document.hidden) { source?.close(); clearTimeout(timer); }
  else fetchAnew().then(listen).catch(comeBack);
}

button.addEventListener("click", () => { show(); part.focus(); });
part.addEventListener("focusout", () => setTimeout(showIfFree, 300));
document.addEventListener("visibilitychange", turn);
if (!document.hidden) listen();
awaitMoment();
