// Everything works without this file. It enters the code from the address, and asks the computer when files are chosen.
"use strict";

function enterCode(form) {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname + location.search); // the code stays in no history
  form.elements.code.value = code;
  form.requestSubmit();
}

// The files stay in this page while the computer asks; they are sent after its yes.
function sendAfterYes(form, number) {
  const say = form.querySelector("[data-say]");
  const button = form.querySelector("button");

  function tell(key) {
    say.textContent = say.dataset[key];
    say.hidden = false;
  }

  async function sendWhenAllowed() {
    const answer = await fetch("/phone/state.json").catch(() => undefined);
    const { state } = answer?.ok ? await answer.json() : {};
    if (state === "allowed") {
      tell("sending");
      form.submit();
    } else if (state === "ended" || state === "over") {
      tell("over");
    } else {
      setTimeout(sendWhenAllowed, 1500);
    }
  }

  number.hidden = true;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = [...form.querySelectorAll("input[type=file]")].reduce((sum, input) => sum + input.files.length, 0);
    if (chosen > Number(form.dataset.most)) return tell("many");
    if (!chosen) return;
    button.hidden = true;
    const asked = new URLSearchParams(new FormData(number));
    asked.set("wanted", chosen);
    await fetch(number.action, { method: "POST", body: asked, redirect: "manual" });
    tell("waiting");
    sendWhenAllowed();
  });
}

const code = document.querySelector("form[data-code]");
const files = document.querySelector("form[data-files]");
const number = document.querySelector("form[data-number]");
if (code) enterCode(code);
if (files && number) sendAfterYes(files, number);
