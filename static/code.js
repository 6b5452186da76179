// A code that came behind the # of a link, which browsers never send, is filled in and taken out of the address.
"use strict";

const field = document.querySelector("[data-from-link]");
const code = location.hash.slice(1);
if (field && /^[0-9A-Za-z-]{20,60}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
