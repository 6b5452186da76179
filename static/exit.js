// The way out: the page that stands in the history is replaced, so that "back" does not lead to it.
"use strict";

for (const link of document.querySelectorAll("[data-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.hidden = true;
    location.replace(link.dataset.exit);
  });
}
