// The page: its language, its form, and what it says of a bundle.
const byId = (id) => document.getElementById(id);
let lang = GIVEN.first, shown = null;
const words = () => GIVEN.words[lang];
const filled = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => visible(String(values[name] ?? "")));
// Characters that nobody sees, or that turn the text around, appear by their number.
const visible = (given) => given.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) => "\\u" + c.codePointAt(0).toString(16).padStart(4, "0"));

// A time as people of this language write it, in the zone of this device; the text itself where it is none.
function moment(given) {
  const at = new Date(given);
  return isNaN(at) ? given : at.toLocaleString(lang, { dateStyle: "long", timeStyle: "long" });
}

function typed(given) {
  const digits = given.normalize("NFKC").toLowerCase().replace(/[\s\-‐‑–—−:ー・]/g, "");
  if (!/^([0-9a-f]{32}|[0-9a-f]{64})$/.test(digits)) return null;
  return digits.slice(0, 32).toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
}

function speak() {
  document.documentElement.lang = lang;
  document.title = words().page.title;
  for (const one of document.querySelectorAll("[data-say]")) one.textContent = words().page[one.dataset.say];
  for (const one of document.querySelectorAll("[data-lang]")) one.setAttribute("aria-pressed", String(one.dataset.lang === lang));
  if (shown) shown();
}

function say(mood, heading, changes, notes) {
  const said = byId("said");
  said.className = mood;
  said.hidden = false;
  said.replaceChildren(...(heading ? [element("h2", heading)] : []));
  if (changes.length) {
    const list = said.appendChild(document.createElement("ul"));
    for (const one of changes) list.appendChild(element("li", one));
  }
  for (const one of notes) said.appendChild(element("p", one));
}

function element(name, content) {
  const made = document.createElement(name);
  made.textContent = content;
  return made;
}

function verdict(found) {
  const { result, change, note, kind } = words();
  const distinct = [...new Map(found.flaws.map((one) => [JSON.stringify(one), one])).values()];
  const changes = distinct.map(([code, path, other]) => filled(change[code], { path, other }));
  const notes = [];
  if (found.key) notes.push(filled(note.key, { key: found.key }));
  if (found.key && !found.flaws.some(([code]) => code === "other-key")) notes.push(found.compared ? note.same_key : note.compare);
  if (found.made) notes.push(filled(note.made, { when: moment(found.made) }));
  if (found.count) notes.push(filled(note.count, { count: found.count }));
  for (const [name, count] of found.withheld || []) notes.push(filled(note.withheld, { kind: kind[name] || name, count }));
  if (found.stamped) notes.push(note.stamped);
  if (found.key) notes.push(note.limits);
  const sentence = found.result === "unchanged" && !found.compared ? "uncompared" : found.result;
  say({ unchanged: "good", uncompared: "" }[sentence] ?? "bad", filled(result[sentence], { key: found.key }), changes, notes);
  byId("said").dataset.result = found.result;
  byId("said").dataset.status = GIVEN.status[sentence];
  byId("said").dataset.codes = distinct.map(([code]) => code).join(" ");
}

async function check(event) {
  event.preventDefault();
  const file = byId("file").files[0], given = byId("number").value.trim(), number = given ? typed(given) : "";
  const problem = !file ? "none" : number === null ? "wrong" : "";
  delete byId("said").dataset.result;
  shown = () => say("", "", [], [words().page[problem || "busy"]]);
  shown();
  if (problem) return;
  try {
    const found = await judge(file, number);
    shown = () => verdict(found);
  } catch (error) { // each file of the bundle is held in memory while it is checked
    const large = error instanceof RangeError || error.name === "NotReadableError";
    shown = () => say("bad", "", [], [words().page[large ? "large" : "old"]]);
  }
  shown();
}

for (const one of document.querySelectorAll("[data-lang]")) one.addEventListener("click", () => { lang = one.dataset.lang; speak(); });
byId("form").addEventListener("submit", check);
lang = (navigator.languages || []).map((one) => one.slice(0, 2)).find((one) => one in GIVEN.words) || GIVEN.first;
speak();
