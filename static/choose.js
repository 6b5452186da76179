// Everything works without this file. The browser's own control for files speaks the browser's language, so a button of
// the page takes its place, and the chosen files are listed below it.
"use strict";

for (const box of document.querySelectorAll("[data-file]")) {
  const field = box.querySelector("input");
  const list = box.querySelector("ul");
  const show = () =>
    list.replaceChildren(
      ...[...field.files].map((file) => {
        const name = document.createElement("bdi");
        name.textContent = file.name;
        const row = document.createElement("li");
        row.append(name);
        return row;
      }),
    );
  field.addEventListener("change", show);
  addEventListener("pageshow", show); // after “Back” the browser may have kept the choice
  box.classList.add("scripted");
}
