// Everything works without this file. It takes files, folders, pictures and pasted text in one place, sends one after
// the other, and shows beside each what it was recognised as.
"use strict";

const form = document.querySelector("form[data-hand-in]");
const field = form.querySelector("#files");
const list = form.querySelector("[data-list]");
const pasted = form.querySelector("#text");
const words = form.dataset;
const SENDS = 40; // submissions at most: the service takes 120 in ten minutes
const DEEPEST = 8; // folders within each other
const PICTURE = 40 * 1024 * 1024; // larger ones are not drawn
let entries = []; // {file, row}; `text` of a pasted one, `uploads`: its numbers in the case, once it has arrived
let sending = false;

const same = (one, other) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
const part = (row, name) => row.querySelector(`[data-${name}]`);

function size(bytes) {
  const [unit, amount] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
  const digits = amount < 10 ? 1 : 0;
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit", unit, unitDisplay: "short", maximumFractionDigits: digits,
  }).format(amount);
}

async function draw(file, row) {
  if (!file.type.startsWith("image/") || file.size > PICTURE) return;
  const canvas = row.querySelector("canvas");
  try {
    const picture = await createImageBitmap(file, { resizeWidth: 96, resizeQuality: "low" });
    const edge = Math.min(picture.width, picture.height);
    canvas.width = canvas.height = 96;
    canvas.getContext("2d").drawImage(picture, 0, 0, edge, edge, 0, 0, 96, 96);
    canvas.hidden = false;
    row.querySelector(".paper").remove();
  } catch {
    // A kind of picture that this browser does not know keeps the sign of a paper.
  }
}

function rowOf(file, name = file.webkitRelativePath || file.name) {
  const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
  part(row, "name").textContent = name;
  part(row, "size").textContent = size(file.size);
  const out = part(row, "drop-it");
  out.setAttribute("aria-label", `${out.textContent} ${name}`);
  out.addEventListener("click", () => {
    entries = entries.filter((entry) => entry.row !== row);
    row.remove();
    tellField();
    field.focus();
  });
  list.append(row);
  draw(file, row);
  return row;
}

// The field holds what is listed, so that the form is complete without the script's sending.
function tellField() {
  const chosen = new DataTransfer();
  for (const { file, text, uploads } of entries) if (!uploads && !text) chosen.items.add(file);
  field.files = chosen.files;
}

function take(files) {
  for (const file of files) {
    if (!entries.some((entry) => same(entry.file, file))) entries.push({ file, row: rowOf(file) });
  }
  tellField();
}

// The page saver puts its archive into the field itself, with all that was in it.
function takeExactly(files) {
  const stays = (entry) => entry.uploads || entry.text || files.some((file) => same(file, entry.file));
  for (const entry of entries) if (!stays(entry)) entry.row.remove();
  entries = entries.filter(stays);
  take(files);
}

async function filesOf(entry, depth = 0) {
  if (entry.isFile) return [await new Promise((done, failed) => entry.file(done, failed))];
  if (!entry.isDirectory || depth >= DEEPEST) return [];
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    const some = await new Promise((done, failed) => reader.readEntries(done, failed)); // a hundred at a time
    if (!some.length) break;
    for (const next of some) inside.push(...(await filesOf(next, depth + 1)));
  }
  return inside;
}

async function takeTransfer(transfer) {
  const dropped = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const text = transfer.getData("text/plain");
  const files = [...transfer.files];
  if (dropped.length) take((await Promise.all(dropped.map((entry) => filesOf(entry)))).flat());
  else if (files.length) take(files);
  else if (text) takeText(text);
}

function takeText(text) {
  pasted.value = pasted.value ? `${pasted.value}\n${text}` : text;
  pasted.scrollIntoView({ block: "nearest" });
}

function say(text) {
  const line = part(form, "say");
  line.textContent = text;
  line.hidden = !text;
}

async function readClipboard() {
  try {
    for (const item of await navigator.clipboard.read()) {
      const picture = item.types.find((type) => type.startsWith("image/"));
      if (item.types.includes("text/plain")) takeText(await (await item.getType("text/plain")).text());
      else if (picture) take([new File([await item.getType(picture)], "pasted.png", { type: picture })]);
    }
  } catch {
    say(words.denied);
    pasted.focus();
  }
}

// One submission: resolves to the answer of the service, or to an error in words.
function send(group) {
  const data = new FormData();
  data.set("csrf", form.elements.csrf.value);
  for (const { file, text } of group) {
    if (text) data.set("text", text);
    else data.append("files", file);
  }
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (sent) => {
      for (const { row } of group) row.querySelector("progress").value = (100 * sent.loaded) / sent.total;
    });
    const failed = () => done({ error: words.failed });
    request.addEventListener("load", () => done(request.response ?? { error: words.failed }));
    for (const end of ["error", "abort", "timeout"]) request.addEventListener(end, failed);
    request.send(data);
  });
}

function show(entry, text, wrong = false) {
  const state = part(entry.row, "state");
  if (state.textContent !== text) state.textContent = text;
  state.classList.toggle("error", wrong);
}

async function sendGroup(group) {
  for (const entry of group) {
    entry.row.querySelector("progress").hidden = false;
    show(entry, words.sending);
  }
  const answer = await send(group);
  if (answer.csrf) form.elements.csrf.value = answer.csrf;
  group.forEach((entry, at) => {
    entry.row.querySelector("progress").hidden = true;
    if (answer.error) {
      show(entry, answer.error, true);
      return;
    }
    part(entry.row, "drop-it").hidden = true;
    // The numbers are those of the files in their order, unless the case already had one of them.
    entry.uploads = answer.uploads.length === group.length ? [answer.uploads[at]] : answer.uploads;
    show(entry, answer.uploads.length ? words.reading : words.known);
  });
  return !answer.error;
}

function tell(read, unread) {
  for (const entry of entries.filter(({ uploads }) => uploads?.length)) {
    const lines = entry.uploads.flatMap((number) => read[number] ?? []);
    if (lines.length) show(entry, lines.join(" · "));
    if (entry.text && entry.uploads.some((number) => unread.includes(number))) part(form, "unread").hidden = false;
  }
}

async function watch() {
  const numbers = [...new Set(entries.flatMap(({ uploads }) => uploads ?? []))];
  if (!numbers.length) return true;
  const answer = await fetch(`/case/progress.json?uploads=${numbers}`).catch(() => undefined);
  if (!answer?.ok) return false;
  const state = await answer.json();
  tell(state.read, state.unread);
  if (!sending) say(state.running ? state.status : words.done);
  return !state.running;
}

// Sends everything that is listed or pasted; whether all of it arrived.
async function sendAll() {
  const text = pasted.value.trim() ? pasted.value : "";
  if (text) {
    const file = new File([text], words.pasted);
    entries.push({ file, text, row: rowOf(file) });
    pasted.value = "";
  }
  const waiting = entries.filter(({ uploads }) => !uploads);
  const each = Math.max(1, Math.ceil(waiting.length / SENDS));
  const texts = waiting.filter((entry) => entry.text).map((entry) => [entry]);
  const files = waiting.filter((entry) => !entry.text);
  const looking = setInterval(watch, 1000);
  let well = true;
  sending = true;
  for (let at = 0; at < files.length; at += each) well = (await sendGroup(files.slice(at, at + each))) && well;
  for (const group of texts) well = (await sendGroup(group)) && well;
  sending = false;
  clearInterval(looking);
  return well;
}

async function handInAndWatch() {
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  say("");
  const well = await sendAll();
  while (!(await watch())) await new Promise((done) => setTimeout(done, 700));
  button.disabled = false;
  tellField();
  part(form, "onward").hidden = !entries.some(({ uploads }) => uploads);
  if (well && part(form, "unread").hidden) location.assign(form.dataset.next);
}

field.addEventListener("change", (event) => {
  if (event.isTrusted) take([...field.files]);
  else takeExactly([...field.files]);
});
const pictures = form.querySelector("#pictures");
pictures.addEventListener("change", () => {
  take([...pictures.files]);
  pictures.value = "";
});
const folder = Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true });
folder.addEventListener("change", () => take([...folder.files]));
const inputs = { files: field, pictures, folder };
for (const button of form.querySelectorAll("[data-choose]")) {
  button.addEventListener("click", () => inputs[button.dataset.choose].click());
}
part(form, "choose=folder").hidden = !("webkitdirectory" in folder);
part(form, "paste").hidden = !navigator.clipboard?.read;
part(form, "paste").addEventListener("click", readClipboard);

const zone = part(form, "drop");
for (const kind of ["dragenter", "dragover"]) {
  document.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) zone.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  zone.classList.remove("over");
  takeTransfer(event.dataTransfer);
});
document.addEventListener("paste", (event) => {
  const inField = /^(?:INPUT|TEXTAREA)$/.test(document.activeElement?.tagName ?? "");
  if (inField && !event.clipboardData.files.length) return;
  event.preventDefault();
  takeTransfer(event.clipboardData);
});
form.addEventListener("submit", (event) => {
  if (!entries.some(({ uploads }) => !uploads) && !pasted.value.trim()) return; // the service says what is missing
  event.preventDefault();
  handInAndWatch();
});
form.classList.add("scripted");
