// What is in the ZIP against what was signed, as bag.py and judge.py compare it.
const all = (pattern, given) => [...given.matchAll(new RegExp(GIVEN.patterns[pattern], "g"))].map((one) => one.slice(1));
const fits = (pattern, given) => new RegExp(`^(?:${GIVEN.patterns[pattern]})$`).test(given);
const listText = (hashes) => hashes.map(([sum, path]) => `${sum}  ${path}\n`).join("");
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

// Path → SHA-256 of a list in the one form in which we write it.
function listed(given) {
  const found = all("line", given), paths = new Map(found.map(([sum, path]) => [path, sum]));
  return found.length && listText(found) === given && paths.size === found.length ? paths : null;
}

// The time of all files as headers write it, if it stands there as we write it.
function times(given) {
  if (!fits("moment", given)) return null;
  const [year, month, day, hour, minute, second] = given.match(/[0-9]+/g).map(Number);
  const at = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  if (at.toISOString().slice(0, 19) !== given.slice(0, 19)) return null;
  const [ahead, minutes] = [Number(given.slice(20, 22)), Number(given.slice(23))];
  if (ahead > 23 || minutes > 59 || given.endsWith("-00:00")) return null;
  const unix = at / 1000 - (given[19] === "-" ? -1 : 1) * (ahead * 3600 + minutes * 60);
  const time = (second >> 1) | (minute << 5) | (hour << 11), date = day | (month << 5) | ((year - 1980) << 9);
  return { dos: packed([time, 2], [date & FAR16, 2]), unix: packed([unix >>> 0, 4]) };
}

async function publicKey(pem) {
  const found = /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{60})\n-----END PUBLIC KEY-----\n$/.exec(text(pem));
  if (!found) return null;
  const der = Uint8Array.from(atob(found[1].replace(/=/g, "")), (c) => c.charCodeAt(0));
  if (btoa(String.fromCharCode(...der)) !== found[1] || der.length !== 44 || !hex(der).startsWith("302a300506032b6570032100")) return null;
  if (fits("weak", hex(der.slice(12)))) return null;
  const number = hex(await sha256(der)).slice(0, 32).toUpperCase().replace(/(.{4})(?=.)/g, "$1 ");
  try {
    return { number, key: await crypto.subtle.importKey("spki", der, "Ed25519", false, ["verify"]) };
  } catch (error) {
    if (error.name === "NotSupportedError") throw error;
    return { number, key: null };
  }
}
const signedBy = async (key, signature, data) =>
  Boolean(key && key.key) && signature.length === 64 && crypto.subtle.verify("Ed25519", key.key, signature, data);

class Bag {
  constructor(found, folder) {
    Object.assign(this, { found, folder, prefix: folder ? folder + "/" : "", files: new Map(), twice: [], beside: [], folders: [] });
    for (const one of found.items) this.place(one);
    this.payload = new Map([...this.files].filter(([path]) => path.startsWith("data/")));
    this.pairs = all("pair", this.text(INFO));
    this.info = new Map(this.pairs);
    [this.tags, this.manifest] = [listed(this.text(TAGS)), listed(this.text(MANIFEST))];
    [this.parts, this.salts] = [all("part", this.text(PARTS)), all("salt", this.text(SALTS))];
    const shown = new Set(this.salts.map((one) => one[2]));
    this.withheld = new Map();
    for (const kind of this.parts.filter(([, part]) => !shown.has(part)).map(([, part]) => part.split("/")[0]).sort()) {
      this.withheld.set(kind, (this.withheld.get(kind) || 0) + 1);
    }
    this.stamped = this.info.get("Mioboe-Time-Stamp") === STAMP;
  }
  // Puts a file where it lies. Nothing beside the folder can take the place of a file in it.
  place(one) {
    const path = this.path(one.name);
    if (one.name.endsWith("/")) this.folders.push(one);
    else if (!one.name.startsWith(this.prefix)) this.beside.push(one);
    else if (this.files.has(path)) this.twice.push(path);
    else this.files.set(path, one);
  }
  path(name) { return name && name.startsWith(this.prefix) ? name.slice(this.prefix.length) : name; }
  data(path) {
    const one = this.files.get(path);
    return (one && one.state === "whole" && one.data) || NONE;
  }
  text(path) { return text(this.data(path)); }
  async flaws(number) {
    this.key = await publicKey(this.data(KEY));
    const flaws = [];
    if (number && (!this.key || this.key.number !== number)) flaws.push(["other-key", number, this.key ? this.key.number : "?"]);
    if (!(await signedBy(this.key, this.data(SIGNATURE), this.data(TAGS)))) flaws.push(["signature"]);
    for (const [code, name, other] of this.found.flaws) flaws.push([code, this.path(name), other]);
    const differing = [...this.listed()];
    flaws.push(...this.names(), ...differing, ...(await this.stamp()));
    if (!differing.length) flaws.push(...this.lists(), ...(await this.belonging())); // otherwise the files do not show what these lists have to say
    return [...flaws, ...this.around()];
  }
  // Names that no bundle has, and tricks by which programs see different files.
  *names() {
    for (const name of new Set([...this.found.items.map((one) => one.name), ...this.found.names])) {
      if (/^[/\\]/.test(name) || name.split(/[/\\]/).includes("..") || name.includes(":") || UNSEEN.test(name)) yield ["unsafe", this.path(name)];
    }
    for (const path of this.twice) yield ["duplicate", path];
    for (const one of this.beside) yield ["added", one.name];
    const parents = new Set([this.prefix]);
    for (const path of this.files.keys()) {
      for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) parents.add(this.prefix + path.slice(0, at + 1));
    }
    for (const { name, size, state } of this.folders) {
      const often = this.folders.filter((one) => one.name === name).length > 1;
      if (often || size || state !== "whole" || !parents.has(name)) yield ["added", this.path(name)];
    }
  }
  // The files against the two lists.
  *listed() {
    const expected = new Map([...(this.tags || []), ...(this.manifest || [])].filter(([path]) => !TAIL.includes(path)));
    const fresh = new Map([...this.files].filter(([path]) => !expected.has(path) && !TAIL.includes(path)));
    for (const [path, sum] of expected) {
      const one = this.files.get(path);
      if (one && one.state !== "whole") yield [one.state, path];
      else if (one && one.sha256 !== sum) yield ["changed", path];
      else if (!one) {
        const moved = [...fresh].find(([, item]) => item.sha256 === sum);
        if (moved) fresh.delete(moved[0]);
        yield moved ? ["renamed", path, moved[0]] : ["missing", path];
      }
    }
    for (const [path, one] of fresh) {
      yield ["added", path];
      if (one.state !== "whole") yield [one.state, path];
    }
    for (const [path, told] of [[TAGS, this.tags], [MANIFEST, this.manifest]]) if (!told && this.files.has(path)) yield ["changed", path];
    for (const path of ["bagit.txt", INFO, MANIFEST, KEY, CHECKER, PARTS, SALTS, TAGS, SIGNATURE]) {
      if (!this.files.has(path) && !expected.has(path)) yield ["missing", path];
    }
    for (const path of TAIL) if (this.files.has(path) && this.files.get(path).state !== "whole") yield [this.files.get(path).state, path];
  }
  // The tag files as the writer makes them of what they say and of the files that they list.
  *lists() {
    const tags = [...this.tags.keys()], payload = [...this.manifest.keys()], readmes = tags.filter((path) => fits("readme", path)).sort();
    if (this.text("bagit.txt") !== BAGIT) yield ["changed", "bagit.txt"];
    if (!readmes.length || !sameList(tags, ["bagit.txt", INFO, ...readmes, MANIFEST, KEY, CHECKER])) yield ["changed", TAGS];
    if (!sameList(payload.slice(-2), [PARTS, SALTS]) || !payload.every((path) => path.startsWith("data/"))) yield ["changed", MANIFEST];
    if (!same(this.data(INFO), utf8(this.infoText()))) yield ["changed", INFO];
  }
  get wide() {
    return [...this.payload].reduce((sum, [path, one]) => sum + (SIZED.some((start) => path.startsWith(start)) ? one.size : 0), 0) > MOST.narrow;
  }
  // What bag-info.txt says where it says what is so.
  infoText() {
    const say = (label) => this.info.get(label) || "", sizes = [...this.payload.values()].map((one) => one.size);
    const made = say("Mioboe-Made-At"), named = say("Mioboe-Case"), agent = say("Bag-Software-Agent"), folder = say("External-Identifier");
    if (!fits("case", named) || !fits("agent", agent) || !times(made) || ![FOLDER + named, `${FOLDER}${named}-part`].includes(folder)) return "";
    const left = this.pairs.filter(([label]) => label === "Mioboe-Left-Out").map(([label, path]) => `${label}: ${path}`);
    return [
      `External-Identifier: ${folder}`,
      `Bagging-Date: ${made.slice(0, 10)}`,
      `Bag-Software-Agent: ${agent}`,
      `Payload-Oxum: ${sizes.reduce((sum, size) => sum + size, 0)}.${sizes.length}`,
      "Mioboe-Bundle: 1",
      `Mioboe-Case: ${named}`,
      `Mioboe-Made-At: ${made}`,
      `Mioboe-Key: ${this.key ? this.key.number : ""}`,
      `Mioboe-Withheld-Parts: ${[...this.withheld.values()].reduce((sum, count) => sum + count, 0)}`,
      `Mioboe-Time-Stamp: ${this.stamped ? STAMP : "none"}`,
      ...left,
      ...(say("Mioboe-Sizes") === "64" && !this.wide ? ["Mioboe-Sizes: 64"] : []),
    ].map((line) => line + "\n").join("");
  }
  // The time stamp: the case's key signed the answer, and the answer holds the hash of this very list.
  async stamp() {
    const { stamped, files } = this, answer = this.data(STAMP);
    const flaws = [STAMP, STAMP_SIGNATURE].filter((path) => stamped !== files.has(path)).map((path) => [stamped ? "missing" : "added", path]);
    if (!stamped) return flaws;
    const mine = await signedBy(this.key, this.data(STAMP_SIGNATURE), answer);
    const holds = answer.length <= MOST.stamp && find(answer, await sha256(this.data(TAGS))) >= 0;
    return mine && holds ? flaws : [...flaws, ["stamp"]];
  }
  // Each part that is here belongs to the list of all parts, by its salted hash, and the lists are in order.
  async belonging() {
    const flaws = [], counts = new Map(), names = this.parts.map(([, part]) => part), hashes = new Map(this.parts.map(([sum, part]) => [part, sum]));
    for (const part of names) {
      const kind = part.split("/")[0];
      counts.set(kind, (counts.get(kind) || 0) + 1);
      if (part !== `${kind}/${String(counts.get(kind)).padStart(3, "0")}`) flaws.push(["part", PARTS]);
    }
    if (listText(this.parts) !== this.text(PARTS)) flaws.push(["part", PARTS]);
    const shown = this.salts.map((one) => one[2]), paths = this.salts.map((one) => one[3]);
    const ordered = sameList(shown, names.filter((one) => shown.includes(one))) && sameList(paths, [...this.manifest.keys()].filter((one) => paths.includes(one)));
    if (!ordered || this.salts.map((one) => one.join("  ") + "\n").join("") !== this.text(SALTS)) flaws.push(["part", SALTS]);
    for (const [salt, sum, part, path] of this.salts) {
      const one = this.files.get(path), salted = hex(await sha256(utf8(`${salt} ${sum}\n`)));
      if (hashes.get(part) !== salted || (one && one.sha256 !== sum)) flaws.push(["part", path]);
    }
    return flaws;
  }
  // What may differ although no file does: the folder, the order and everything else of the ZIP.
  *around() {
    const { found, folder, tags, manifest } = this, named = this.info.has("External-Identifier") ? this.info.get("External-Identifier") : folder;
    if (named !== folder) yield folder ? ["folder", named, folder] : ["bare", named];
    if (tags && manifest) {
      const order = ["bagit.txt", ...manifest.keys(), ...[...tags.keys()].filter((path) => path !== "bagit.txt"), ...TAIL.filter((path) => this.files.has(path))];
      const there = [...this.files.keys()];
      if (!sameList(there, order) && sameList([...there].sort(), [...order].sort())) yield ["order"];
    }
    const made = times(this.info.get("Mioboe-Made-At") || ""), wide = this.info.get("Mioboe-Sizes") === "64" || this.wide;
    const exact = found.exact && !this.folders.length && made && same(found.dos, made.dos) && same(found.unix, made.unix);
    if (!exact || found.wide !== wide) yield ["packing"];
  }
}

// The folder of our bundle, by its name or by what only our bundles have; null: it is none of ours.
function folderOf(found) {
  for (const { name, data } of found.items) {
    const slash = name.indexOf("/"), folder = slash < 0 ? name : name.slice(0, slash), path = slash < 0 ? name : name.slice(slash + 1);
    const head = folder.split("\\")[0];
    if (head.startsWith(FOLDER) && head !== name) return head;
    if ([SIGNATURE, STAMP_SIGNATURE].includes(path) || (path === INFO && find(data || NONE, utf8("Mioboe-Case: ")) >= 0)) return slash < 0 ? "" : folder;
  }
  return found.ours && !found.items.length ? FOLDER : null;
}

async function judge(file, number) {
  const found = await new Reader(file).read(), inside = found.items.filter((one) => !one.name.endsWith("/"));
  if (inside.length && inside.every((one) => one.state === "protected")) return { result: "unreadable", flaws: [["protected"]] };
  const folder = folderOf(found);
  if (folder === null) return { result: found.isZip ? "foreign" : "unreadable", flaws: [] };
  const bag = new Bag(found, folder), named = await bag.flaws(number), others = named.filter(([code]) => code !== "packing");
  const flaws = others.length ? others : named, around = flaws.every(([code]) => GIVEN.around.includes(code));
  return { result: !flaws.length ? "unchanged" : around ? "repacked" : "changed", flaws, key: bag.key && bag.key.number, compared: Boolean(number),
    made: bag.info.get("Mioboe-Made-At"), count: bag.payload.size, withheld: bag.withheld, stamped: bag.files.has(STAMP) };
}
