// Passkeys: asks the browser for one, and sends what it answers with the form. All sentences are in the page already.
"use strict";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function asked(options) {
  const key = options.publicKey;
  key.challenge = bytes(key.challenge);
  if (key.user) key.user.id = bytes(key.user.id);
  for (const one of [...(key.allowCredentials || []), ...(key.excludeCredentials || [])]) one.id = bytes(one.id);
  return { publicKey: key };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

function withPasskey(box) {
  const form = box.querySelector("form");
  const button = form.querySelector("button");
  const show = (name) => {
    for (const one of box.querySelectorAll("[data-problem]")) one.hidden = one.dataset.problem !== name;
  };
  show(window.PublicKeyCredential ? "" : "unsupported");
  form.hidden = !window.PublicKeyCredential;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    show("");
    try {
      const body = new URLSearchParams({ csrf: form.elements.csrf.value });
      const begun = await fetch(`${form.action}/begin`, { method: "POST", body });
      if (begun.redirected) {
        location.reload(); // signed out, or to be confirmed again: the page itself says so
        return;
      }
      const options = asked(await begun.json());
      const made = await navigator.credentials[form.dataset.passkey](options);
      form.elements.answer.value = answered(made);
      form.submit();
    } catch (error) {
      button.disabled = false;
      show(box.querySelector(`[data-problem="${error.name}"]`) ? error.name : "other");
    }
  });
}

for (const box of document.querySelectorAll("[data-with-passkey]")) withPasskey(box);
