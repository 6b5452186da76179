// A ZIP as `mioboe verify` reads it (read.py, directory.py), step for step, so that both give one answer on every file.
const LOCAL = sign(3, 4), LISTED = sign(1, 2), DESCRIBED = sign(7, 8), END = sign(5, 6), WIDE_END = sign(6, 6), LOCATOR = sign(6, 7);
const WIDE_KIND = 0x0001, NAME_KIND = 0x7075, REGULAR = 0o100000, FOLDER_MODE = 0o040000;

// The bytes that a bundle has around its files, whose time and width all entries have in common.
class Layout {
  constructor(dos, unix, wide) { Object.assign(this, { dos, wide, time: packed(utf8("UT"), [5, 2], [1, 1], unix) }); }
  fits(one) { return this.wide || Math.max(one.begin, one.size, one.packed) < FAR; }
  local(raw) {
    const extra = this.wide ? packed([1, 2], [16, 2], [0, 8], [0, 8], this.time) : this.time, size = this.wide ? FAR : 0;
    return packed(LOCAL, [this.wide ? 45 : 20, 2], [0x808, 2], [8, 2], this.dos, [0, 4], [size, 4], [size, 4], [raw.length, 2], [extra.length, 2], raw, extra);
  }
  descriptor(one) { return described(one, this.wide); }
  listed(one) {
    const version = this.wide ? 45 : 20, [squeezed, size, begin] = this.wide ? [FAR, FAR, FAR] : [one.packed, one.size, one.begin];
    const extra = this.wide ? packed([1, 2], [24, 2], [one.size, 8], [one.packed, 8], [one.begin, 8], this.time) : this.time;
    return packed(LISTED, [version, 1], [3, 1], [version, 1], [0, 1], [0x808, 2], [8, 2], this.dos, [one.crc, 4], [squeezed, 4], [size, 4],
      [one.raw.length, 2], [extra.length, 2], [0, 2], [0, 2], [0, 2], [0x81a40000, 4], [begin, 4], one.raw, extra);
  }
  directory(items, place) {
    const listed = joined(items.map((one) => this.listed(one))), size = listed.length, count = items.length;
    if (!this.wide) return packed(listed, END, [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [place, 4], [0, 2]);
    return packed(listed, WIDE_END, [44, 8], [45, 2], [45, 2], [0, 4], [0, 4], [count, 8], [count, 8], [size, 8], [place, 8],
      LOCATOR, [0, 4], [place + size, 8], [1, 4], END, ...new Array(4).fill([FAR16, 2]), [FAR, 4], [FAR, 4], [0, 2]);
  }
}
const described = (one, wide) => packed(DESCRIBED, [one.crc, 4], [one.packed, wide ? 8 : 4], [one.size, wide ? 8 : 4]);

function* extraFields(extra) {
  for (let at = 0; at + 4 <= extra.length; at += 4 + u16(extra, at + 2)) yield [u16(extra, at), extra.subarray(at + 4, at + 4 + u16(extra, at + 2))];
}

// The numbers of a header; those that are too large for 32 bits stand in its extra field.
function wideNumbers(extra, numbers) {
  let held = ([...extraFields(extra)].find(([kind]) => kind === WIDE_KIND) || [0, NONE])[1];
  return numbers.map((number) => {
    if (number !== FAR || held.length < 8) return number;
    number = u64(held, 0);
    held = held.subarray(8);
    return number;
  });
}

class Reader {
  constructor(file) {
    this.source = new Source(file);
    this.found = { items: [], flaws: [], names: [], isZip: false, ours: false, exact: true, dos: NONE, unix: NONE, wide: false };
    this.layout = null;
    this.falseOnes = 0;
    this.left = MOST.kept;
  }
  flaw(...flaw) {
    this.found.exact = false;
    if (this.found.flaws.length < MOST.entries) this.found.flaws.push(flaw);
  }
  isFalse() { return ++this.falseOnes > MOST.false; }
  async read() {
    const { source, found } = this;
    await source.need(256);
    found.ours = starts(source.held, utf8(FOLDER), LOCAL_SIZE);
    found.isZip = starts(source.held, LOCAL);
    for (;;) {
      await source.need(4);
      const held = source.held;
      if (starts(held, LOCAL)) {
        if (found.items.length === MOST.entries) { this.flaw("many"); return found; }
        if (!(await this.file())) return found;
      } else if ([LISTED, END, WIDE_END].some((one) => starts(held, one))) {
        break;
      } else if (!held.length || !(await this.resume())) {
        this.flaw("cut");
        return found;
      }
    }
    await this.endOfZip();
    return found;
  }
  // Skips bytes that belong to no file, to the next file of the same folder, or the directory.
  async resume() {
    const { source, found } = this, last = found.items.at(-1);
    if (!last || last.state === "whole") this.flaw("bytes");
    const first = last ? found.items[0].raw : utf8(FOLDER), slash = first.indexOf(0x2f);
    const wanted = slash > 0 ? first.subarray(0, slash) : first;
    for (let from = 0; wanted.length; ) {
      await source.need(STEP);
      const held = source.held, atEnd = source.atEnd;
      for (let at; (at = find(held, wanted, from)) >= 0; from = at + 1) {
        for (const [gap, one] of [[LOCAL_SIZE, LOCAL], [LISTED_SIZE, LISTED]]) {
          if (at < gap || !starts(held, one, at - gap)) continue;
          source.drop(at - gap);
          found.isZip = true;
          return true;
        }
        if (this.isFalse()) return false;
      }
      if (atEnd) return false;
      const looked = Math.max(0, held.length - wanted.length + 1), gone = Math.max(0, looked - LISTED_SIZE);
      source.drop(gone);
      from = looked - gone;
    }
    return false;
  }
  // One file with its headers; false where nothing behind it can be read.
  async file() {
    const { source, found } = this;
    await source.need(LOCAL_SIZE);
    const short = source.held.length < LOCAL_SIZE, start = source.held;
    const whole = short ? FAR : LOCAL_SIZE + u16(start, 26) + u16(start, 28);
    if (!short) await source.need(whole);
    if (source.held.length < whole) { this.flaw("cut"); return false; }
    const begin = source.place, head = source.drop(whole), nameEnd = LOCAL_SIZE + u16(head, 26);
    const raw = head.slice(LOCAL_SIZE, nameEnd), extra = head.slice(nameEnd), flags = u16(head, 6);
    const item = { raw, name: nameText(raw), extra, begin, flags, method: u16(head, 8), size: 0, packed: 0, crc: 0, sha256: "", data: null, state: "whole" };
    found.items.push(item);
    if (!this.layout) {
      Object.assign(found, { dos: head.slice(10, 14), unix: head.slice(-4), wide: u16(head, 4) === 45 });
      this.layout = new Layout(found.dos, found.unix, found.wide);
    }
    item.exact = same(head, this.layout.local(raw));
    if (flags & 0x41) {
      Object.assign(item, { state: "protected", exact: false });
      return true;
    }
    const [size, squeezed] = wideNumbers(extra, [u32(head, 22), u32(head, 18)]);
    const goOn = await this.content(item, squeezed);
    if (goOn && item.state === "whole") await this.stated(item, u32(head, 14), squeezed, size);
    item.exact = item.exact && item.state === "whole";
    return goOn;
  }
  async content(item, squeezed) {
    if (item.method === 8) await this.inflated(item);
    else if (item.method === 0 && item.flags & 8) return this.streamed(item);
    else if (item.method === 0) await this.stored(item, squeezed);
    else item.state = "damaged";
    return item.state !== "expands";
  }
  cut(item) {
    this.flaw("cut");
    item.state = "damaged";
  }
  async ended(item, bytes, squeezed) {
    Object.assign(item, { size: bytes.length, packed: squeezed, crc: crc(bytes), sha256: hex(await sha256(bytes)) });
    const kept = KEPT.includes(item.name) || KEPT.includes(item.name.split("/").slice(1).join("/"));
    item.data = kept && bytes.length <= this.left ? bytes : null;
    this.left -= item.data ? item.data.length : 0;
  }
  async stored(item, size) {
    const { source } = this, rest = source.file.size - source.place;
    item.exact = false;
    const bytes = await source.file.slice(source.place, source.place + Math.min(size, rest)).arrayBuffer();
    source.back(source.place + bytes.byteLength);
    if (size > rest) this.cut(item);
    else await this.ended(item, new Uint8Array(bytes), size);
  }
  // A file whose end is where what stands behind it fits what came before. False where too many places look like it.
  async streamed(item) {
    const { source } = this, parts = [];
    let size = 0, sum = 0;
    const take = (some) => { parts.push(some); size += some.length; sum = crc(some, sum); };
    item.exact = false;
    for (;;) {
      await source.need(STEP);
      const at = find(source.held, DESCRIBED), atEnd = source.atEnd;
      if (at < 0 && atEnd) {
        source.drop(source.held.length);
        this.cut(item);
        return true;
      }
      if (at < 0) { take(source.drop(Math.max(0, source.held.length - 3))); continue; }
      take(source.drop(at));
      await source.need(24);
      const held = source.held;
      if (held.length >= 12 && u32(held, 4) === sum && u32(held, 8) === size % 2 ** 32) {
        await this.ended(item, joined(parts), size);
        return true;
      }
      if (this.isFalse()) { item.state = "damaged"; return false; }
      take(source.drop(1));
    }
  }
  async inflated(item) {
    const inflater = new Inflater(this.source);
    try {
      const bytes = await inflater.run();
      await this.ended(item, bytes, inflater.packed);
      item.exact = item.exact && inflater.exact;
    } catch (error) {
      if (error instanceof Expands) item.state = "expands";
      else if (error instanceof Cut) { this.source.back(this.source.file.size); this.cut(item); }
      else if (error instanceof Damaged) { // what follows is looked for from the piece on in which it went wrong
        item.state = "damaged";
        this.source.back(inflater.begin + Math.max(0, Math.floor((inflater.used - 1) / MOST.piece)) * MOST.piece);
      } else throw error;
    }
  }
  // Compares check sum and sizes of the local header, and of what stands behind the file, with the file.
  async stated(item, check, squeezed, size) {
    const { source, layout } = this, described_ = item.flags & 8;
    for (const [stated, right] of [[check, item.crc], [squeezed, item.packed], [size, item.size]]) {
      if (stated !== right && !(described_ && (stated === 0 || stated === FAR))) this.flaw("stated", item.name);
    }
    if (!described_ || !layout.fits(item)) item.exact = false;
    if (!described_) return;
    await source.need(28);
    const wanted = [];
    for (const wide of [true, false]) {
      if (!wide && Math.max(item.begin, item.size, item.packed) >= FAR) continue;
      wanted.push(described(item, wide), described(item, wide).subarray(4));
    }
    const there = wanted.find((one) => starts(source.held, one));
    if (there) {
      item.exact = item.exact && same(there, layout.descriptor(item));
      source.drop(there.length);
      return;
    }
    this.flaw("stated", item.name);
    const length = [16, 24, 12, 20].find((one) => starts(source.held, utf8("PK"), one));
    if (length) source.drop(length);
  }
  async endOfZip() {
    const { source, found, layout } = this, rest = source.file.size - source.place;
    if (rest > MOST.directory) { this.flaw("after"); return; }
    await source.need(rest);
    const bytes = source.held, place = source.place;
    if (layout && (layout.wide || place < FAR) && found.items.every((one) => one.exact) && same(bytes, layout.directory(found.items, place))) return;
    found.exact = false;
    this.directory(bytes, place);
  }
  // What the end of a ZIP that other programs packed, which begins at `place`, says of its files.
  directory(rest, place) {
    const { items, names } = this.found;
    let at = 0, count = 0;
    for (; starts(rest, LISTED, at) && at + LISTED_SIZE <= rest.length; count++) {
      const nameEnd = at + LISTED_SIZE + u16(rest, at + 28), extraEnd = nameEnd + u16(rest, at + 30), comment = u16(rest, at + 32);
      const raw = rest.subarray(at + LISTED_SIZE, nameEnd);
      if (count < items.length) this.line(rest, at, raw, rest.subarray(nameEnd, extraEnd), items[count]);
      else this.flaw("added", nameText(raw));
      if (comment) this.flaw("bytes");
      names.push(nameText(raw));
      at = extraEnd + comment;
    }
    const end = this.end(rest, at, count, place);
    if (!end.includes("cut")) for (const one of items.slice(count)) this.flaw("stated", one.name);
    for (const code of end) this.flaw(code);
  }
  line(rest, at, raw, extra, item) {
    if (!same(raw, item.raw)) this.flaw("names", item.name, nameText(raw));
    for (const [kind, content] of [...extraFields(extra), ...extraFields(item.extra)]) {
      if (kind === NAME_KIND && !same(content.subarray(5), item.raw)) this.flaw("names", item.name, nameText(content.subarray(5)));
    }
    const [size, squeezed, begin] = wideNumbers(extra, [u32(rest, at + 24), u32(rest, at + 20), u32(rest, at + 42)]);
    const places = [u16(rest, at + 8), u16(rest, at + 10), begin, u16(rest, at + 34)];
    const sums = [u32(rest, at + 16), squeezed, size];
    if (!sameList(places, [item.flags, item.method, item.begin, 0])) this.flaw("stated", item.name);
    else if (item.state === "whole" && !sameList(sums, [item.crc, item.packed, item.size])) this.flaw("stated", item.name);
    const mode = u32(rest, at + 38), kind = (mode >>> 16) & 0o170000, folder = item.name.endsWith("/");
    if ((kind && kind !== (folder ? FOLDER_MODE : REGULAR)) || (mode & 0x10 && !folder)) this.flaw("link", item.name);
  }
  end(rest, at, count, place) {
    const flaws = [], size = at, wide = starts(rest, WIDE_END, at) && rest.length >= at + 76;
    if (wide) {
      const here = [u64(rest, at + 4), u32(rest, at + 16), u32(rest, at + 20), ...[24, 32, 40, 48].map((one) => u64(rest, at + one))];
      const locator = starts(rest, LOCATOR, at + 56) && sameList([u32(rest, at + 60), u64(rest, at + 64), u32(rest, at + 72)], [0, place + size, 1]);
      if (!locator || !sameList(here, [44, 0, 0, count, count, size, place])) flaws.push("end");
      at += 76;
    }
    if (!starts(rest, END, at) || rest.length < at + 22) {
      return [...flaws, find(rest, END, at) > at ? "bytes" : "cut"];
    }
    const stated = [4, 6, 8, 10].map((one) => u16(rest, at + one)).concat([u32(rest, at + 12), u32(rest, at + 16)]);
    const right = [0, 0, count, count, size, place], far = [FAR16, FAR16, FAR16, FAR16, FAR, FAR];
    if (stated.some((one, index) => one !== right[index] && !(wide && one === far[index]))) flaws.push("end");
    if (u16(rest, at + 20) || rest.length > at + 22) flaws.push("after");
    return flaws;
  }
}
