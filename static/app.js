// Everything works without this file. It shows how far an upload is, and looks by itself whether the reading is done.
"use strict";

function sendWithProgress(form) {
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const failed = form.querySelector("[data-failed]");
  const button = form.querySelector("button[type=submit]");

  function giveBack() {
    box.hidden = true;
    failed.hidden = false;
    button.disabled = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.addEventListener("progress", (sent) => {
      if (sent.lengthComputable) bar.value = (100 * sent.loaded) / sent.total;
    });
    request.upload.addEventListener("load", () => bar.removeAttribute("value"));
    request.addEventListener("load", () => {
      // The answer is a page of ours: the next one after a redirect, or this one with its errors.
      if (new URL(request.responseURL).pathname !== new URL(form.action).pathname) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      document.title = page.title;
      document.querySelector("main").replaceWith(page.querySelector("main"));
      const fresh = document.querySelector("form[data-upload]");
      if (fresh) sendWithProgress(fresh);
      for (const waiting of document.querySelectorAll("[data-poll]")) pollUntilDone(waiting);
      const errors = document.querySelector("#errors");
      if (errors) errors.focus();
    });
    request.addEventListener("error", giveBack);
    request.addEventListener("abort", giveBack);
    failed.hidden = true;
    box.hidden = false;
    button.disabled = true;
    request.send(new FormData(form));
  });
}

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

for (const form of document.querySelectorAll("form[data-upload]")) sendWithProgress(form);
for (const box of document.querySelectorAll("[data-poll]")) pollUntilDone(box);
