// Keeps what is being written: on the server while it can be reached, in this browser while it cannot.
// The server answers what it keeps with what would be sent; htmx puts that into the page.
const sheet = document.getElementById("sheet");
const told = document.getElementById("kept");
const place = `sheet:${sheet.elements.post_id.value || "new"}`;
const OURS = ["form_token", "do", "file", "post_id", "revision"];
let retry = 0;

const time = () => new Date().toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Berlin" });
const say = (sentence) => { if (told.textContent !== sentence) told.textContent = sentence; };
const send = () => sheet.dispatchEvent(new Event("change", { bubbles: true }));

function keepHere() {
  const fields = [...new FormData(sheet)].filter(([name]) => !OURS.includes(name));
  try { localStorage.setItem(place, JSON.stringify(fields)); } catch { /* no room: the server keeps it */ }
}

function takeBack(kept) {
  for (const element of sheet.elements) {
    if (!element.name || OURS.includes(element.name) || element.type === "hidden") continue;
    if (element.type === "checkbox" || element.type === "radio") element.checked = kept.get(element.name) === element.value;
    else if (kept.has(element.name)) element.value = kept.get(element.name);
  }
}

sheet.addEventListener("input", keepHere);
sheet.addEventListener("htmx:config:request", (event) => event.detail.ctx.request.body.delete("file"));
sheet.addEventListener("htmx:after:request", (event) => {
  const { status } = event.detail.ctx.response;
  if (status < 300) {
    localStorage.removeItem(place);
    say(`Zwischengespeichert um ${time()} Uhr.`);
  } else if (status === 401) {
    say("Sie sind nicht mehr angemeldet. Ihr Text ist in diesem Browser gesichert. Bitte melden Sie sich in einem neuen Fenster an und laden Sie dann diese Seite neu.");
  } else {
    say("Das Zwischenspeichern hat nicht geklappt. Ihr Text ist in diesem Browser gesichert.");
  }
});
sheet.addEventListener("htmx:error", () => {
  say("Keine Verbindung. Ihr Text ist in diesem Browser gesichert und wird gesendet, sobald es wieder geht.");
  clearTimeout(retry);
  retry = setTimeout(send, 5000);
});
addEventListener("online", send);
sheet.addEventListener("submit", () => { clearTimeout(retry); localStorage.removeItem(place); });

const unsent = localStorage.getItem(place);
if (unsent) {
  takeBack(new Map(JSON.parse(unsent)));
  say("Eingaben, die vor dem Abbruch der Verbindung nicht angekommen waren, sind wieder da.");
  addEventListener("load", () => setTimeout(send, 300));
}

for (const button of document.querySelectorAll(".seek")) {
  button.addEventListener("click", () => {
    const { field, quote } = button.dataset;
    const text = sheet.elements[field], at = text.value.indexOf(quote);
    text.closest("details")?.setAttribute("open", "");
    text.focus();
    if (at >= 0) text.setSelectionRange(at, at + quote.length);
    else say("Diese Stelle lautet inzwischen anders.");
  });
}
document.documentElement.classList.add("live");
