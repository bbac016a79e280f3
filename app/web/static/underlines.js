// Underlines in the text fields what the checks point at, as the server says it beside the preview. The sentences stand
// in the list and beside each field; what is drawn here is for the eye only.
const preview = document.getElementById("preview");
const LIKE = ["fontFamily", "fontSize", "fontWeight", "fontStyle", "letterSpacing", "wordSpacing", "lineHeight", "textAlign", "textIndent", "tabSize",
  "paddingTop", "paddingBottom", "paddingLeft", "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth"];
const drawn = new Map();

for (const area of document.querySelectorAll("textarea[name=text], textarea[name^='text-']")) {
  const box = document.createElement("div"), lines = document.createElement("div");
  box.className = "underlined";
  lines.className = "underlines";
  lines.setAttribute("aria-hidden", "true");
  const isWriting = document.activeElement === area;
  area.replaceWith(box);
  box.append(area, lines);
  if (isWriting) area.focus();
  drawn.set(area, lines);
  area.addEventListener("input", () => draw(area));
  area.addEventListener("scroll", () => { lines.scrollTop = area.scrollTop; });
  new ResizeObserver(() => fit(area, lines)).observe(area);
}

// Positions count code points, a text field counts UTF-16 units: an emoji is one of the former and two of the latter.
function place(text, [start, , quote]) {
  const at = Array.from(text).slice(0, start).join("").length;
  if (text.startsWith(quote, at)) return [at, at + quote.length];
  const moved = text.indexOf(quote);
  return moved < 0 ? null : [moved, moved + quote.length];
}

function told(area) {
  const said = document.getElementById("passages")?.dataset.passages;
  return said ? JSON.parse(said)[area.name] ?? [] : [];
}

function draw(area) {
  const text = area.value, parts = [];
  const spans = told(area).map((passage) => place(text, passage)).filter(Boolean).sort((one, other) => one[0] - other[0]);
  let at = 0;
  for (const [start, end] of spans) {
    if (end <= at) continue;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(Math.max(start, at), end);
    parts.push(text.slice(at, Math.max(start, at)), mark);
    at = end;
  }
  const lines = drawn.get(area);
  lines.replaceChildren(...(parts.length ? [...parts, `${text.slice(at)}\n`] : []));
  fit(area, lines);
}

function fit(area, lines) {
  const style = getComputedStyle(area);
  for (const name of LIKE) lines.style[name] = style[name];
  const bar = area.offsetWidth - area.clientWidth - parseFloat(style.borderLeftWidth) - parseFloat(style.borderRightWidth);
  lines.style.paddingRight = `${parseFloat(style.paddingRight) + Math.max(bar, 0)}px`;
  lines.style.width = `${area.offsetWidth}px`;
  lines.style.height = `${area.offsetHeight}px`;
  lines.style.top = `${area.offsetTop}px`;
  lines.style.left = `${area.offsetLeft}px`;
  lines.scrollTop = area.scrollTop;
}

const drawAll = () => drawn.forEach((_, area) => draw(area));
new MutationObserver(drawAll).observe(preview, { childList: true, subtree: true, attributes: true });
drawAll();
