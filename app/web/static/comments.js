// Offers to take the words that somebody marks in a post as the passage their comment is about.
const offer = document.getElementById("take-quote");
const field = document.getElementById("quote");
let marked = "";

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const at = selection.anchorNode?.parentElement;
  if (!at?.closest(".outgoing .quote")) return;
  marked = selection.toString().trim();
  if (offer) offer.parentElement.hidden = !marked;
});
offer?.addEventListener("click", () => {
  field.value = marked;
  field.closest("details").open = true;
  document.getElementById("remark").focus();
});
