// Copies what stands in a field. Without this script there is no button; the text can be marked by hand.
"use strict";
document.documentElement.classList.add("can-copy");
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  const told = button.parentElement.querySelector("[role='status']");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    told.textContent = "Kopiert.";
  } catch {
    told.textContent = "Markiert. Bitte mit der Tastatur oder dem Menü kopieren.";
  }
});
