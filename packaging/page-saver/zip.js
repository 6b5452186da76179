// A ZIP archive in memory: deflated entries without folders, names in UTF-8.

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  let value = number;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 0xff] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Little-endian numbers: pairs of a value and its size in bytes.
function numbers(...pairs) {
  const bytes = [];
  for (const [value, size] of pairs) for (let place = 0; place < size; place++) bytes.push((value / 256 ** place) & 0xff);
  return Uint8Array.from(bytes);
}

// `files` are pairs of a name and a text.
export async function zip(files) {
  const [parts, directory] = [[], []];
  let offset = 0;
  for (const [name, text] of files) {
    const [label, bytes] = [name, text].map((value) => new TextEncoder().encode(value));
    const packed = await deflated(bytes);
    const sizes = [[checksum(bytes), 4], [packed.length, 4], [bytes.length, 4], [label.length, 2]];
    const facts = [[20, 2], [0x800, 2], [8, 2], [0, 2], [0x21, 2], ...sizes]; // 1 January 1980: times are in pages.json
    const local = numbers([0x04034b50, 4], ...facts, [0, 2]);
    directory.push(numbers([0x02014b50, 4], [20, 2], ...facts, [0, 12], [offset, 4]), label);
    parts.push(local, label, packed);
    offset += local.length + label.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = [[files.length, 2], [files.length, 2]];
  const end = numbers([0x06054b50, 4], [0, 4], ...count, [size, 4], [offset, 4], [0, 2]);
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
