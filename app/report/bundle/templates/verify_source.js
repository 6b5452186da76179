"use strict";
// Bytes, numbers and texts, and a file that is read from its beginning to its end. Behind GIVEN stand the names, limits,
// patterns and sentences that the command has too; docs/bundle.md describes what is held against what.
const { FOLDER, BAGIT, INFO, MANIFEST, TAGS, SIGNATURE, KEY, CHECKER, STAMP, STAMP_SIGNATURE, PARTS, SALTS, TAIL, KEPT, SIZED } = GIVEN.names;
const MOST = GIVEN.limits, FAR = 0xffffffff, FAR16 = 0xffff, STEP = 1 << 20, LOCAL_SIZE = 30, LISTED_SIZE = 46;
const NONE = new Uint8Array();
const text = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const utf8 = (given) => new TextEncoder().encode(given);
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
const sign = (a, b) => Uint8Array.of(0x50, 0x4b, a, b);
const starts = (bytes, wanted, at = 0) => at + wanted.length <= bytes.length && wanted.every((byte, index) => byte === bytes[at + index]);
const same = (a, b) => a.length === b.length && starts(a, b);
const sameList = (a, b) => a.length === b.length && a.every((one, at) => one === b[at]);
const u16 = (bytes, at) => bytes[at] + bytes[at + 1] * 256;
const u32 = (bytes, at) => u16(bytes, at) + u16(bytes, at + 2) * 65536;
const u64 = (bytes, at) => u32(bytes, at) + u32(bytes, at + 4) * 2 ** 32;

function find(bytes, wanted, from = 0) {
  for (let at = bytes.indexOf(wanted[0], from); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) if (starts(bytes, wanted, at)) return at;
  return -1;
}

// A name as text. Bytes that are no UTF-8 appear by their number, which no name of ours holds.
function nameText(raw) {
  const some = raw.subarray(0, MOST.name);
  try {
    return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(some);
  } catch {
    return [...some].map((byte) => (byte < 128 ? String.fromCharCode(byte) : "\\x" + byte.toString(16))).join("");
  }
}

// Little-endian numbers [value, width], one after the other; bytes stand as they are.
function packed(...fields) {
  const out = [];
  for (const one of fields) {
    if (!Array.isArray(one)) { for (const byte of one) out.push(byte); continue; }
    let [value, width] = one;
    for (; width > 0; width--) { out.push(value % 256); value = Math.floor(value / 256); }
  }
  return Uint8Array.from(out);
}

function joined(parts) {
  const out = new Uint8Array(parts.reduce((size, one) => size + one.length, 0));
  let at = 0;
  for (const one of parts) { out.set(one, at); at += one.length; }
  return out;
}

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = byte & 1 ? (byte >>> 1) ^ 0xedb88320 : byte >>> 1;
  return byte;
});
function crc(bytes, before = 0) {
  let sum = ~before;
  for (let at = 0; at < bytes.length; at++) sum = CRC[(sum ^ bytes[at]) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}

class Source {
  constructor(file) { this.file = file; this.place = 0; this.buffer = NONE; this.at = 0; }
  get held() { return this.buffer.subarray(this.at); }
  get atEnd() { return this.place + this.buffer.length - this.at >= this.file.size; }
  // Sees to it that so many bytes are held, or all that are left.
  async need(size) {
    if (this.buffer.length - this.at >= size || this.atEnd) return;
    this.buffer = new Uint8Array(await this.file.slice(this.place, this.place + Math.max(size, STEP)).arrayBuffer());
    this.at = 0;
  }
  drop(size) {
    const taken = this.buffer.subarray(this.at, this.at + size);
    this.at += taken.length;
    this.place += taken.length;
    return taken;
  }
  back(place) { this.place = place; this.buffer = NONE; this.at = 0; }
}

class Damaged extends Error {}
class Cut extends Error {}
class Expands extends Error {}

// Deflate (RFC 1951). DecompressionStream cannot say where a stream ends, so this is ours. A stream is `exact` where it
// has stored blocks only, as a bundle does.
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = DISTANCES.map((_, at) => Math.max(0, (at >> 1) - 1));
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

// A table from the next `most` bits to (symbol, number of bits), for the lengths of a canonical code.
function codeTable(lengths, complete) {
  const most = Math.max(...lengths), table = new Uint16Array(1 << most);
  let code = 0, left = 1;
  for (let length = 1; length <= most; length++) {
    left *= 2;
    code *= 2;
    lengths.forEach((one, symbol) => {
      if (one !== length || --left < 0) return;
      let turned = 0;
      for (let bit = 0; bit < length; bit++) turned |= ((code >> bit) & 1) << (length - 1 - bit);
      for (let at = turned; at < table.length; at += 1 << length) table[at] = symbol * 16 + length;
      code++;
    });
    if (left < 0) throw new Damaged();
  }
  if (most && left && (complete || most > 1)) throw new Damaged();
  return { table, mask: table.length - 1 };
}
const FIXED = [
  codeTable(Array.from({ length: 288 }, (_, at) => (at < 144 ? 8 : at < 256 ? 9 : at < 280 ? 7 : 8)), true),
  codeTable(new Array(32).fill(5), true),
];

class Inflater {
  constructor(source) {
    Object.assign(this, { source, begin: source.place, data: source.held, at: 0, bits: 0, count: 0, out: new Uint8Array(STEP), size: 0, exact: true });
  }
  get used() { return this.source.place + this.at - this.begin; }
  async fill() {
    if (this.data.length - this.at >= 4096) return;
    this.at -= this.count >> 3; // whole bytes that were taken, but not used yet
    this.count &= 7;
    this.bits &= (1 << this.count) - 1;
    this.source.drop(this.at);
    this.at = 0;
    await this.source.need(STEP);
    this.data = this.source.held;
  }
  load(wanted) { while (this.count < wanted && this.at < this.data.length) { this.bits |= this.data[this.at++] << this.count; this.count += 8; } }
  take(wanted) {
    this.load(wanted);
    if (this.count < wanted) throw new Cut();
    const value = this.bits & ((1 << wanted) - 1);
    this.skip(wanted);
    return value;
  }
  skip(bits) { this.bits >>>= bits; this.count -= bits; }
  symbol({ table, mask }) {
    this.load(15);
    const found = table[this.bits & mask], length = found & 15;
    if (!length || length > this.count) throw this.count < 15 ? new Cut() : new Damaged();
    this.skip(length);
    return found >> 4;
  }
  room(more) {
    if (this.size > MOST.ratio_from && this.size > MOST.ratio * this.used) throw new Expands();
    if (this.size + more <= this.out.length) return;
    const larger = new Uint8Array(Math.max(this.out.length * 2, this.size + more));
    larger.set(this.out);
    this.out = larger;
  }
  unload() { this.at -= this.count >> 3; this.bits = this.count = 0; }
  async stored(last) {
    const spare = this.bits & ((1 << (this.count & 7)) - 1);
    this.unload();
    const length = this.take(16), other = this.take(16);
    this.unload();
    if (length + other !== FAR16) throw new Damaged();
    this.exact = this.exact && spare === 0 && (last ? length > 0 || this.size === 0 : length === FAR16);
    this.source.drop(this.at);
    await this.source.need(length);
    this.room(length);
    const taken = this.source.drop(length);
    this.out.set(taken, this.size);
    this.size += taken.length;
    this.data = this.source.held;
    this.at = 0;
    if (taken.length < length) throw new Cut();
  }
  async codes() {
    const counts = [this.take(5) + 257, this.take(5) + 1, this.take(4) + 4];
    if (counts[0] > 286 || counts[1] > 30) throw new Damaged();
    const short = new Array(19).fill(0), lengths = [];
    for (let at = 0; at < counts[2]; at++) short[CODE_ORDER[at]] = this.take(3);
    const table = codeTable(short, true);
    while (lengths.length < counts[0] + counts[1]) {
      const one = this.symbol(table), before = lengths.at(-1);
      if (one === 16 && before === undefined) throw new Damaged();
      if (one < 16) lengths.push(one);
      else lengths.push(...new Array(one === 16 ? 3 + this.take(2) : one === 17 ? 3 + this.take(3) : 11 + this.take(7)).fill(one === 16 ? before : 0));
    }
    if (lengths.length > counts[0] + counts[1] || !lengths[256]) throw new Damaged();
    return [codeTable(lengths.slice(0, counts[0]), false), codeTable(lengths.slice(counts[0]), false)];
  }
  async block(literals, distances) {
    for (;;) {
      if (this.data.length - this.at < 4096) await this.fill();
      const one = this.symbol(literals);
      if (one === 256) return;
      this.room(258);
      if (one < 256) { this.out[this.size++] = one; continue; }
      if (one > 285) throw new Damaged();
      const length = LENGTHS[one - 257] + this.take(LENGTH_BITS[one - 257]), far = this.symbol(distances);
      if (far > 29) throw new Damaged();
      const distance = DISTANCES[far] + this.take(DISTANCE_BITS[far]);
      if (distance > this.size) throw new Damaged();
      for (let end = this.size + length; this.size < end; this.size++) this.out[this.size] = this.out[this.size - distance];
    }
  }
  // The bytes; the source stands behind the stream. Throws Damaged, Cut or Expands.
  async run() {
    for (let last = 0; !last; ) {
      await this.fill();
      last = this.take(1);
      const kind = this.take(2);
      if (kind === 3) throw new Damaged();
      if (kind === 0) { await this.stored(last); continue; }
      this.exact = false;
      await this.block(...(kind === 1 ? FIXED : await this.codes()));
    }
    this.unload();
    this.source.drop(this.at);
    this.at = 0;
    this.packed = this.source.place - this.begin;
    return this.out.subarray(0, this.size);
  }
}
