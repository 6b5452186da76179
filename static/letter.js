// The letter can be selected, copied and printed without this file. It adds a button for each.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value ?? field.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(field);
      field.select?.(); // Without a secure connection there is no clipboard: the text is ready to be copied by hand.
    }
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
