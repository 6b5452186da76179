"use strict";
// Checks a bundle as `mioboe verify` does. Behind GIVEN stand the sentences of every language.
const FOLDER = "mioboe-evidence-", TAGS = "tagmanifest-sha256.txt", MANIFEST = "manifest-sha256.txt";
const SIGNATURE = TAGS + ".sig", KEY = "public-key.pem", INFO = "bag-info.txt";
const STAMP = "tagmanifest.tsr", STAMP_SIGNATURE = STAMP + ".sig", TAIL = [TAGS, SIGNATURE, STAMP, STAMP_SIGNATURE];
const KEPT = ["bagit.txt", INFO, MANIFEST, KEY, "data/parts.txt", "data/salts.txt", ...TAIL];
const BLOCK = 0xffff, FAR = 0xffffffff, MOST = 5000;
const text = (bytes) => new TextDecoder("utf-8").decode(bytes);
const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const part = async (file, from, to) => new Uint8Array(await file.slice(from, to).arrayBuffer());

class Refused extends Error {}

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});
function crc(bytes) {
  let sum = -1;
  for (let at = 0; at < bytes.length; at++) sum = CRC[(sum ^ bytes[at]) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}

// Little-endian numbers of given widths, one after the other; bytes stand as they are.
function packed(...fields) {
  const out = [];
  for (const one of fields) {
    if (!Array.isArray(one)) { out.push(...one); continue; }
    let [value, width] = one;
    for (; width > 0; width--) { out.push(value % 256); value = Math.floor(value / 256); }
  }
  return Uint8Array.from(out);
}
const sign = (a, b) => Uint8Array.of(0x50, 0x4b, a, b);
const wideNumber = (view, at) => view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;

// The place of the directory, and what stands behind the end of the ZIP.
async function ending(file) {
  const from = Math.max(0, file.size - BLOCK - 98), tail = await part(file, from, file.size);
  const view = new DataView(tail.buffer);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    let count = view.getUint16(at + 10, true), size = view.getUint32(at + 12, true), place = view.getUint32(at + 16, true);
    let end = from + at;
    if (place === FAR && at >= 76 && view.getUint32(at - 76, true) === 0x06064b50) {
      [count, size, place] = [32, 40, 48].map((field) => wideNumber(view, at - 76 + field));
      end -= 76;
    }
    if (place + size > end) continue;
    const shift = end - size - place; // bytes before the first file, which other programs skip
    return { count, size, place: place + shift, end, shift, after: tail.length - at - 22 };
  }
  return null;
}

function listed(bytes, count) {
  const view = new DataView(bytes.buffer), found = [];
  for (let at = 0; at + 46 <= bytes.length && view.getUint32(at, true) === 0x02014b50; ) {
    const [nameSize, extraSize, comment] = [28, 30, 32].map((field) => view.getUint16(at + field, true));
    const name = bytes.slice(at + 46, at + 46 + nameSize), extra = bytes.slice(at + 46 + nameSize, at + 46 + nameSize + extraSize);
    let [squeezed, size, begin] = [20, 24, 42].map((field) => view.getUint32(at + field, true));
    if (begin === FAR && extra.length >= 28) {
      [size, squeezed, begin] = [4, 12, 20].map((field) => wideNumber(new DataView(extra.buffer), field));
    }
    const whole = bytes.slice(at, at + 46 + nameSize + extraSize + comment);
    found.push({ raw: name, name: text(name), method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true),
      flags: view.getUint16(at + 8, true), squeezed, size, begin, whole });
    at += whole.length;
    if (found.length > MOST) throw new Refused("many");
  }
  return found.length === count ? found : null;
}

// Undoes stored blocks; null where the data are packed in any other way.
function unstored(data, size) {
  const out = new Uint8Array(size);
  for (let at = 0, to = 0; at + 5 <= data.length; ) {
    const length = data[at + 1] + 256 * data[at + 2], other = data[at + 3] + 256 * data[at + 4];
    const last = data[at] === 1;
    if (data[at] > 1 || length + other !== BLOCK || to + length > size || (!last && length !== BLOCK)) return null;
    out.set(data.subarray(at + 5, at + 5 + length), to);
    at += 5 + length;
    to += length;
    if (last) return at === data.length && to === size ? out : null;
  }
  return null;
}

async function inflated(data, size) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const parts = [];
  for (let have = 0, step; !(step = await reader.read()).done; parts.push(step.value)) {
    have += step.value.length;
    if (have > size) { await reader.cancel(); throw new Refused("expands"); }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function unpacked(file, one, item) {
  const head = await part(file, one.begin, one.begin + 30), view = new DataView(head.buffer);
  if (head.length < 30 || view.getUint32(0, true) !== 0x04034b50) throw new Refused("damaged");
  const data = one.begin + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  item.head = await part(file, one.begin, data);
  item.local = item.head.slice(30, 30 + view.getUint16(26, true));
  item.end = data + one.squeezed;
  if (one.flags & 0x41) throw new Refused("protected");
  if (one.size > 1e8 && one.size > 100 * one.squeezed) throw new Refused("expands");
  const bytes = await part(file, data, item.end);
  if (one.method === 0) return bytes;
  const plain = unstored(bytes, one.size);
  item.exact = plain !== null;
  return plain || inflated(bytes, one.size);
}

// The bytes that a bundle has around a file: before it, behind it, and in the directory.
function around(one, wide, sum, { dos, unix }) {
  const version = wide ? 45 : 20, width = wide ? 8 : 4, unknown = wide ? FAR : 0, size = [one.raw.length, 2];
  const time = packed(Uint8Array.of(0x55, 0x54), [5, 2], [1, 1], unix);
  const extra = wide ? packed([1, 2], [16, 2], [0, 8], [0, 8], time) : time;
  const more = wide ? packed([1, 2], [24, 2], [one.size, 8], [one.squeezed, 8], [one.begin, 8], time) : time;
  const [a, b, c] = wide ? [FAR, FAR, FAR] : [one.squeezed, one.size, one.begin];
  return {
    local: packed(sign(3, 4), [version, 2], [0x808, 2], [8, 2], dos, [0, 4], [unknown, 4], [unknown, 4], size, [extra.length, 2], one.raw, extra),
    described: packed(sign(7, 8), [sum, 4], [one.squeezed, width], [one.size, width]),
    central: packed(sign(1, 2), [version, 1], [3, 1], [version, 1], [0, 1], [0x808, 2], [8, 2], dos, [sum, 4], [a, 4], [b, 4],
      size, [more.length, 2], [0, 2], [0, 2], [0, 2], [0x81a40000, 4], [c, 4], one.raw, more),
  };
}

// The files of a ZIP in the order of its directory, and what is wrong around them.
async function read(file, flaws) {
  const end = await ending(file);
  const entries = end && listed(await part(file, end.place, end.place + end.size), end.count);
  if (!entries) throw new Refused("cut");
  let exact = end.after === 0 && end.shift === 0, place = end.shift, common = null;
  if (end.after) flaws.push(["after"]);
  if (end.shift) flaws.push(["bytes"]);
  const items = [];
  for (const one of entries) {
    one.begin += end.shift;
    const item = { name: one.name, state: "whole", exact: false, end: place };
    items.push(item);
    if (one.begin !== place) flaws.push(["bytes"]);
    try {
      const bytes = await unpacked(file, one, item);
      item.sha256 = hex(await sha256(bytes));
      if (KEPT.some((path) => item.name === path || item.name.endsWith("/" + path))) item.data = bytes;
      common = common || { dos: item.head.slice(10, 14), unix: item.head.slice(-4) };
      const { local, described, central } = around(one, item.head[4] === 45, crc(bytes), common);
      const behind = await part(file, item.end, item.end + described.length);
      item.exact = item.exact && same(item.head, local) && same(behind, described) && same(one.whole, central);
      if (same(behind, described)) item.end += described.length;
      else if (one.flags & 8) item.end = (entries[items.length] || { begin: end.place }).begin;
    } catch (error) {
      item.state = error instanceof Refused ? error.message : "damaged";
      item.end = (entries[items.length] || { begin: end.place }).begin;
    }
    if (item.local && !same(item.local, one.raw)) flaws.push(["names", text(item.local), one.name]);
    place = item.end;
    exact = exact && item.exact;
  }
  if (place !== end.place) flaws.push(["bytes"]);
  return { items, exact };
}

// Path → SHA-256 of a list in the one form that we write.
function lines(bytes) {
  const found = [...text(bytes).matchAll(/([0-9a-f]{64})  (\S[^\r\n]*)\n/g)];
  const list = new Map(found.map((one) => [one[2], one[1]]));
  return found.length && list.size === found.length && found.map((one) => one[0]).join("") === text(bytes) ? list : null;
}

async function publicKey(pem) {
  const found = /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]+)\n-----END PUBLIC KEY-----\n$/.exec(text(pem));
  if (!found) return null;
  try {
    const der = Uint8Array.from(atob(found[1]), (c) => c.charCodeAt(0));
    if (btoa(String.fromCharCode(...der)) !== found[1]) return null;
    const key = await crypto.subtle.importKey("spki", der, "Ed25519", false, ["verify"]);
    return { key, number: hex(await sha256(der)).slice(0, 32).toUpperCase().replace(/(.{4})(?=.)/g, "$1 ") };
  } catch { return null; }
}
const signedBy = async (key, signature, data) =>
  Boolean(key) && signature.length === 64 && crypto.subtle.verify("Ed25519", key.key, signature, data);

function compare(files, flaws) {
  const none = new Uint8Array(), data = (path) => (files.get(path) || {}).data || none;
  const tags = lines(data(TAGS)), payload = lines(data(MANIFEST));
  if (!tags) flaws.push([files.has(TAGS) ? "changed" : "missing", TAGS]);
  const expected = new Map([...(tags || []), ...(payload || [])].filter(([path]) => !TAIL.includes(path)));
  const fresh = new Map([...files].filter(([path]) => !expected.has(path) && !TAIL.includes(path)));
  for (const [path, sum] of expected) {
    const one = files.get(path);
    if (one && one.state !== "whole") flaws.push([one.state, path]);
    else if (one && one.sha256 !== sum) flaws.push(["changed", path]);
    else if (!one) {
      const moved = [...fresh].find(([, item]) => item.sha256 === sum);
      if (moved) fresh.delete(moved[0]);
      flaws.push(moved ? ["renamed", path, moved[0]] : ["missing", path]);
    }
  }
  for (const [path, one] of fresh) flaws.push(["added", path], ...(one.state === "whole" ? [] : [[one.state, path]]));
  for (const path of ["bagit.txt", INFO, MANIFEST, KEY, SIGNATURE]) if (!files.has(path) && !expected.has(path)) flaws.push(["missing", path]);
  for (const path of TAIL) if (files.has(path) && files.get(path).state !== "whole") flaws.push([files.get(path).state, path]);
  if (!tags || !payload) return;
  const order = ["bagit.txt", ...payload.keys(), ...[...tags.keys()].filter((path) => path !== "bagit.txt"), ...TAIL.filter((path) => files.has(path))];
  const there = [...files.keys()];
  if (there.length === order.length && there.every((path) => order.includes(path)) && there.some((path, at) => path !== order[at])) flaws.push(["order"]);
}

async function judge(file, number) {
  const flaws = [];
  const ours = text(await part(file, 0, 256)).includes(FOLDER);
  let found;
  try {
    found = await read(file, flaws);
  } catch (error) {
    const code = error instanceof Refused ? error.message : "cut";
    return ours ? { result: "changed", flaws: [[code]] } : { result: "unreadable", flaws: [] };
  }
  const inside = found.items.filter((one) => !one.name.endsWith("/"));
  if (inside.length && inside.every((one) => one.state === "protected")) return { result: "unreadable", flaws: [["protected"]] };
  const known = found.items.find((one) => one.name.startsWith(FOLDER) || /^([^/]+\/)?(tagmanifest-sha256\.txt|tagmanifest\.tsr)\.sig$/.test(one.name));
  if (!known) return { result: "foreign", flaws: [] };
  const folder = known.name.includes("/") ? known.name.split("/")[0] : "", files = new Map(), none = new Uint8Array();
  for (const one of found.items) {
    if (one.name.endsWith("/")) continue;
    const path = folder && one.name.startsWith(folder + "/") ? one.name.slice(folder.length + 1) : one.name;
    if (files.has(path)) flaws.push(["duplicate", path]); else files.set(path, one);
    if (/^[/\\]|(^|[/\\])\.\.([/\\]|$)|:|[\p{Cc}\p{Cf}]/u.test(one.name)) flaws.push(["unsafe", path]);
  }
  const data = (path) => (files.get(path) || {}).data || none;
  const key = await publicKey(data(KEY));
  const info = new Map(text(data(INFO)).split("\n").map((line) => line.split(/: (.*)/s)));
  if (number && (!key || key.number !== number)) flaws.unshift(["other-key", number, key ? key.number : "?"]);
  if (!(await signedBy(key, data(SIGNATURE), data(TAGS)))) flaws.push(["signature"]);
  if (folder && info.has("External-Identifier") && info.get("External-Identifier") !== folder) flaws.push(["folder", info.get("External-Identifier"), folder]);
  compare(files, flaws);
  const stamped = info.get("Mioboe-Time-Stamp") === STAMP;
  for (const path of [STAMP, STAMP_SIGNATURE]) if (stamped !== files.has(path)) flaws.push([stamped ? "missing" : "added", path]);
  if (stamped && !((await signedBy(key, data(STAMP_SIGNATURE), data(STAMP))) && hex(data(STAMP)).includes(hex(await sha256(data(TAGS)))))) flaws.push(["stamp"]);
  const salted = new Map([...text(data("data/parts.txt")).matchAll(/([0-9a-f]{64})  (\S+)\n/g)].map((one) => [one[2], one[1]]));
  for (const [, salt, sum, name, path] of text(data("data/salts.txt")).matchAll(/([0-9a-f]{64})  ([0-9a-f]{64})  (\S+)  ([^\r\n]+)\n/g)) {
    if (salted.get(name) !== hex(await sha256(new TextEncoder().encode(`${salt} ${sum}\n`)))) flaws.push(["part", path]);
    salted.delete(name);
  }
  const withheld = new Map();
  for (const name of salted.keys()) withheld.set(name.split("/")[0], (withheld.get(name.split("/")[0]) || 0) + 1);
  if (!found.exact && !flaws.length) flaws.push(["packing"]);
  const around = flaws.every(([code]) => GIVEN.around.includes(code));
  return { result: !flaws.length ? "unchanged" : around ? "repacked" : "changed", flaws, key: key && key.number, compared: Boolean(number),
    made: info.get("Mioboe-Made-At"), count: [...files.keys()].filter((path) => path.startsWith("data/")).length, withheld, stamped };
}
