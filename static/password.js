// Everything works without this file. It adds a button to each password field that shows what was typed.
"use strict";

for (const field of document.querySelectorAll("input[data-show]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain show";
  button.textContent = field.dataset.show;
  button.setAttribute("aria-controls", field.id);
  button.addEventListener("click", () => {
    const hidden = field.type === "password";
    field.type = hidden ? "text" : "password";
    button.textContent = hidden ? field.dataset.hide : field.dataset.show;
  });
  // What a browser keeps of a form must be a password again.
  field.form.addEventListener("submit", () => (field.type = "password"));
  field.after(button);
}
