// Everything works without this file. It looks by itself whether the reading is done.
"use strict";

function pollUntilDone(box) {
  const status = box.querySelector("[data-status]");
  async function look() {
    try {
      const answer = await fetch(box.dataset.poll, { headers: { Accept: "application/json" } });
      const state = await answer.json();
      if (!state.running) {
        location.assign(box.dataset.next);
        return;
      }
      if (status.textContent !== state.status) status.textContent = state.status;
      if (state.percent !== null) box.querySelector("progress").value = state.percent;
    } catch {
      // The next look may succeed; the page also reloads by itself.
    }
    setTimeout(look, 1000);
  }
  setTimeout(look, 500);
}

for (const box of document.querySelectorAll("[data-poll]")) pollUntilDone(box);
