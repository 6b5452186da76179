// Walks the lists that the person chose, in the tab on which the button was pressed: one page at a time, slowly, and as
// long as nothing asks for a password. What was saved stays in the memory of this window.
import { patiently } from "./patience.js";
import { zip } from "./zip.js";

const text = (key, ...values) => chrome.i18n.getMessage(key, values.map(String));
const part = (id) => document.getElementById(id);
const SECOND = 1000;
const PAUSES = [60 * SECOND, 300 * SECOND]; // after the shop said that it is busy; then the walk stops
const MOST_PAGES = 150; // in one go; then the person is asked
const MOST_MORE = 20; // presses or scrolls for one page that grows
const LONGEST = 30 * SECOND; // that a page may take, by a clock that no test makes faster
const SETTLES = [2 * SECOND, 10 * SECOND]; // unchanged for this long, at most

// What tests make faster: every wait is divided by `factor`.
export const clock = { factor: 1, wait: (ms) => new Promise((done) => setTimeout(done, ms / clock.factor)) };
const now = () => performance.now() * clock.factor;

// Why the walk ended before its end; `code` is the key of its sentence.
class Stopped extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

class Walk {
  constructor(tab, shop, origin) {
    Object.assign(this, { tab, shop, origin });
    this.tasks = [];
    this.pages = [];
    this.numbers = new Set();
    this.since = 0; // the pages of this go
    this.last = -Infinity;
    this.ended = "";
  }

  // `lists` are names of shops.json, and `years` how many of them are wanted, 0 for the last months alone.
  plan(lists, years) {
    this.lists = new Set(lists);
    for (const kind of ["orders", "gift_card", "payments"]) {
      if (lists.includes(kind)) this.tasks.push({ kind, start: 0, period: this.shop.lists[kind].recent, years });
    }
  }

  async run() {
    this.ended = "";
    this.since = 0;
    try {
      while (this.tasks.length) {
        if (this.stopping) throw new Stopped("stopped_by_person");
        if (this.since >= MOST_PAGES) throw new Stopped("stopped_to_ask");
        await this.step(this.tasks[0]);
      }
    } catch (error) {
      this.ended = error instanceof Stopped ? error.code : "stopped_access";
    }
    this.stopping = false;
  }

  // One task: a page is loaded, kept, and says what comes next. A task stays the first until it is done.
  async step(task) {
    const list = this.shop.lists[task.kind];
    const seen = await this.load(task.address ?? this.address(list, task), list);
    const fresh = seen.numbers.filter((number) => !this.numbers.has(number));
    const periods = task.start === 0 && task.years ? seen.periods.filter((value) => /^year-\d{4}$/.test(value)) : [];
    if (periods.length && task.period === list.recent) { // the years are known now, and hold the last months too
      const years = periods.slice(0, task.years).map((period) => ({ kind: task.kind, start: 0, period }));
      this.tasks.splice(0, 1, ...years);
      return;
    }
    const goesOn = seen.next && (!list.card || fresh.length > 0);
    await this.keep(task, seen, goesOn ? "" : list.grows ? "" : "whole");
    fresh.forEach((number) => this.numbers.add(number));
    if (list.grows) await this.grow(task, list, seen);
    this.tasks.shift();
    if (goesOn) this.tasks.unshift(this.following(task, list, seen));
    const details = task.kind === "orders" && this.lists.has("details") ? fresh : [];
    this.tasks.push(...details.map((number) => ({ kind: "details", number, start: 0 })));
  }

  following(task, list, seen) {
    if (list.step) return { ...task, start: task.start + list.step };
    return { ...task, start: task.start + 1, address: seen.next };
  }

  address(list, { period = "", start, number = "" }) {
    const filled = { period, start, number };
    return this.origin + list.address.replace(/\{(\w+)\}/g, (_, key) => encodeURIComponent(filled[key]));
  }

  // Loads a page in the tab, waits until it has settled, and looks at it.
  async load(address, list) {
    for (const pause of [...PAUSES, 0]) {
      await this.pace();
      const before = await patiently(() => this.look(list)).catch(() => undefined);
      await chrome.tabs.update(this.tab, { url: address });
      const seen = await this.settled(before?.loaded ?? 0, list);
      if (seen.status !== 429 && seen.status !== 503) {
        if (seen.status >= 400) throw new Stopped("stopped_error");
        return seen;
      }
      if (pause) show(text("waiting", pause / SECOND));
      await clock.wait(pause);
    }
    throw new Stopped("stopped_busy");
  }

  // At least five seconds from a page that has come to the request of the next, and a part at random.
  async pace() {
    const due = this.last + (5.1 + 3 * Math.random()) * SECOND;
    while (now() < due) {
      if (this.stopping) throw new Stopped("stopped_by_person");
      await clock.wait(Math.min(SECOND / 2, due - now()));
    }
    this.last = now();
  }

  async settled(before, list) {
    const begun = performance.now();
    const late = () => performance.now() - begun > LONGEST;
    let [unchanged, size, arrived, complete] = [now(), -1, 0, 0];
    for (;;) {
      await clock.wait(SECOND / 2);
      const seen = await this.look(list).catch((error) => (late() ? Promise.reject(error) : undefined));
      if (!seen || seen.loaded === before) {
        if (late()) throw new Stopped("stopped_slow");
        continue;
      }
      arrived ||= this.last = now();
      if (seen.asks) throw new Stopped("stopped_sign_in");
      if (seen.elsewhere) throw new Stopped("stopped_elsewhere");
      if (!seen.seen) { // a tab behind others draws nothing
        show(text("bring_back"));
        continue;
      }
      if (!seen.complete && !late()) continue;
      complete ||= now();
      if (seen.size !== size || seen.veiled) [size, unchanged] = [seen.size, now()];
      if (now() - unchanged >= SETTLES[0] || now() - complete >= SETTLES[1]) return seen;
    }
  }

  async look(list) {
    return this.inPage((shop, wanted) => globalThis.pageSaver.look(shop, wanted), this.shop, list);
  }

  async inPage(func, ...args) {
    const target = { tabId: this.tab };
    await chrome.scripting.executeScript({ target, files: ["clean.js"] });
    const [frame] = await chrome.scripting.executeScript({ target, func, args });
    return frame.result;
  }

  // Keeps the page that is seen: once in memory, with what pages.json says of it.
  async keep(task, seen, ended) {
    const { html, address } = await this.inPage((paths) => globalThis.pageSaver.page(paths), this.shop.paths);
    const file = `${String(this.pages.length + 1).padStart(3, "0")}-${task.kind}.html`;
    const facts = { file, address, kind: task.kind, saved_at: new Date().toISOString(), status: seen.status };
    this.pages.push({ html, facts: { ...facts, orders: seen.numbers.length, count: seen.count, ended } });
    this.since += 1;
    report(this);
  }

  // A page that grows while somebody reads it. It may drop rows at its top, so each state with such rows is kept.
  async grow(task, list, seen) {
    for (let presses = 0; presses < MOST_MORE; presses++) {
      await this.pace();
      await this.inPage((wanted) => globalThis.pageSaver.more(wanted), list);
      await clock.wait(SETTLES[0]);
      const later = await this.look(list);
      if (later.asks) throw new Stopped("stopped_sign_in");
      if (later.status === 429 || later.size === seen.size) break;
      // A state that holds all orders of the one before it is enough.
      if (seen.numbers.length && seen.numbers.every((number) => later.numbers.includes(number))) this.pages.pop();
      await this.keep(task, later, "");
      seen = later;
    }
    this.pages.at(-1).facts.ended = seen.more ? "limit" : "whole";
  }

  // The archive: the pages, and pages.json about them.
  async archive() {
    const pages = this.pages.map((page) => page.facts);
    if (this.ended && pages.length) pages[pages.length - 1] = { ...pages.at(-1), ended: this.ended };
    const about = { schema: "mioboe.pages/1", site: new URL(this.origin).host, pages };
    const files = this.pages.map((page) => [page.facts.file, page.html]);
    return zip([["pages.json", JSON.stringify(about, null, 1)], ...files]);
  }
}

// The window.

let walk;

function show(message) {
  part("state").textContent = message;
}

function report({ pages, tasks }) {
  const most = pages.length + tasks.length;
  part("bar").value = most ? pages.length / most : 0;
  show(text("saved", pages.length));
  part("left").textContent = text("left", Math.max(1, Math.ceil((tasks.length * 9) / 60)));
}

async function go() {
  part("before").hidden = part("after").hidden = part("continue").hidden = true;
  part("during").hidden = part("stop").hidden = false;
  await walk.run();
  part("stop").hidden = true;
  part("left").textContent = "";
  part("continue").hidden = !walk.tasks.length;
  part("after").hidden = !walk.pages.length;
  const ended = text(walk.ended || "done");
  show(`${ended} ${text("saved", walk.pages.length)}`);
}

async function start() {
  // Where access ends with each page (Firefox), it is asked for, for this one shop.
  const asked = chrome.runtime.getManifest().optional_host_permissions;
  if (asked && !(await chrome.permissions.request({ origins: [`${walk.origin}/*`] }))) return;
  const chosen = [...document.querySelectorAll("[name=list]:checked")].map((box) => box.value);
  const period = part("period").value;
  walk.plan(chosen, period === "recent" ? 0 : Number(period) + 1);
  await go();
}

// Puts the archive into the field of the page that hands in files, where the person presses the button; see pressed().
async function handIn(tabId) {
  const bytes = new Uint8Array(await (await walk.archive()).arrayBuffer());
  let binary = "";
  for (let place = 0; place < bytes.length; place += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(place, place + 0x8000));
  }
  const name = `pages-${new URL(walk.origin).host}.zip`;
  const put = () => chrome.scripting.executeScript({ target: { tabId }, func: fill, args: [btoa(binary), name] });
  return patiently(put).then(() => "", () => "press_unread");
}

function fill(packed, name) {
  const input = document.querySelector("form[data-page-saver] input[type=file]");
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const chosen = new DataTransfer();
  for (const file of input.files) if (file.name !== name) chosen.items.add(file); // pressed twice, it is there once
  chosen.items.add(new File([bytes], name, { type: "application/zip" }));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  input.scrollIntoView({ block: "center" });
}

async function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await walk.archive());
  link.download = `pages-${new URL(walk.origin).host}.zip`;
  link.click();
}

// The shop that a tab shows, with its origin; undefined where it is none that is known.
async function shopOf(tabId) {
  const shops = await (await fetch("shops.json")).json();
  const { url } = await chrome.tabs.get(tabId).catch(() => ({}));
  const { hostname, origin } = URL.parse(url ?? "") ?? {};
  const shop = Object.values(shops).find(({ hosts }) => hosts.includes(hostname));
  return shop && { shop, origin };
}

// Another press of the button. Gives the key of the sentence that says why it did nothing, where it did nothing.
async function pressed({ tab, handIn: onHandIn }) {
  if (onHandIn) return walk?.pages.length ? handIn(tab) : "press_empty";
  const there = await shopOf(tab);
  if (!there) return onHandIn === null ? "press_unread" : "press_elsewhere";
  if (walk && there.origin !== walk.origin) return "press_elsewhere";
  if (walk) walk.tab = tab;
  else location.search = `tab=${tab}`;
}

chrome.runtime.onMessage.addListener((press, sender, answer) => {
  answer(true);
  pressed(press).then((code) => (part("press").textContent = code ? text(code) : ""));
});

for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
document.documentElement.lang = chrome.i18n.getUILanguage();
part("start").addEventListener("click", start);
part("stop").addEventListener("click", () => (walk.stopping = true));
part("continue").addEventListener("click", go);
part("download").addEventListener("click", download);

const tab = Number(new URLSearchParams(location.search).get("tab"));
const there = await shopOf(tab);
if (there) walk = new Walk(tab, there.shop, there.origin);
for (const box of document.querySelectorAll("[name=list]")) { // not every shop has every list
  const known = Boolean(there?.shop.lists[box.value]);
  box.closest("label").hidden = !known;
  box.checked &&= known;
}
part("period").closest("label").hidden = !there?.shop.lists.orders?.recent;
part("before").hidden = !there;
part("elsewhere").hidden = Boolean(there);
