"""Kinds of change that somebody may make to the ZIP of a bundle. Each takes a genuine bundle and gives another file."""

import io
import unicodedata
import zipfile
import zlib
from collections.abc import Callable

from app.report.bundle.model import SIGNATURE, TAGS
from app.report.bundle.zipped import pack
from tests.report.bundle.bags import MADE, bundle, files
from tests.report.bundle.surgery import Record, Zip, apart, folder_packed

Mutation = Callable[[bytes], bytes]
SUMMARY = "data/summary.pdf"


def zipped(change: Callable[[Zip], object]) -> Mutation:
    """A change of the records, with every place and length made to fit."""

    def made(data: bytes) -> bytes:
        archive = apart(data)
        change(archive)
        return archive.written()

    return made


def record(change: Callable[[Record], object], path: str = SUMMARY) -> Mutation:
    """A change of one file's records."""
    return zipped(lambda archive: change(archive.find(path)))


def each(change: Callable[[Record], object]) -> Mutation:
    """The same change of every file's records."""
    return zipped(lambda archive: [change(one) for one in archive.records])


def ended(at: int, value: int, size: int = 2) -> Mutation:
    """Another number in the end record; ``at`` counts from its beginning."""

    def made(data: bytes) -> bytes:
        place = data.rindex(b"PK\x05\x06") + at
        return data[:place] + value.to_bytes(size, "little") + data[place + size :]

    return made


def content(change: Callable[[dict[str, bytes]], object]) -> Mutation:
    """Other files, in the exact layout."""

    def made(data: bytes) -> bytes:
        new = files(data)
        change(new)
        return folder_packed(new, data)

    return made


def beside(name: str, data: bytes = b"forged") -> Mutation:
    """One more file or folder in the exact layout, ``{folder}`` being that of the bundle."""

    def changed(archive: Zip) -> None:
        folder = archive.records[0].name.decode().partition("/")[0]
        made = b"".join(pack([(name.format(folder=folder), (data,))], MADE, archive.wide))
        archive.records += apart(made).records

    return zipped(changed)


def _other_width(data: bytes) -> bytes:
    pairs = [(one.name.decode(), (files(data)[one.name.decode().partition("/")[2]],)) for one in apart(data).records]
    return b"".join(pack(pairs, MADE, data[4] != 45))


def _bare(one: Record) -> None:
    one.rename(one.name.partition(b"/")[2])


def _renamed_folder(name: bytes) -> Callable[[Record], None]:
    return lambda one: one.rename(name + b"/" + one.name.partition(b"/")[2])


def _recompressed(
    data: bytes, method: int = zipfile.ZIP_DEFLATED, folders: bool = False, comment: bytes = b""
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for one in apart(data).records:
            name = one.name.decode()
            if folders and name.endswith("bagit.txt"):
                archive.mkdir(name.removesuffix("bagit.txt"))
            archive.writestr(name, files(data)[name.partition("/")[2]])
        archive.comment = comment
    return out.getvalue()


def _deflated(one: Record) -> None:
    """One file deflated for real, with everything around it right."""
    plain = zlib.decompress(one.data, -15)
    squeeze = zlib.compressobj(9, wbits=-15)
    one.data = squeeze.compress(plain) + squeeze.flush()
    one.behind = one.behind[:8] + len(one.data).to_bytes(4, "little") + one.behind[12:]
    if one.local[4] == 45:
        one.line_extra = one.line_extra[:12] + len(one.data).to_bytes(8, "little") + one.line_extra[20:]
    else:
        one.number("line", 20, len(one.data), 4)


def _split(one: Record) -> None:
    """The same bytes in two stored blocks where one would do; sizes fit."""
    plain = zlib.decompress(one.data, -15)
    halves = [plain[:3], plain[3:]]
    blocks = [bytes([last]) + len(half).to_bytes(2, "little") + (len(half) ^ 0xFFFF).to_bytes(2, "little") + half
              for last, half in enumerate(halves)]  # fmt: skip
    one.data = b"".join(blocks)
    one.behind = one.behind[:8] + len(one.data).to_bytes(4, "little") + one.behind[12:]
    if one.local[4] == 45:
        one.line_extra = one.line_extra[:12] + len(one.data).to_bytes(8, "little") + one.line_extra[20:]
    else:
        one.number("line", 20, len(one.data), 4)


def _name(change: Callable[[str], str]) -> Callable[[Record], None]:
    return lambda one: one.rename(change(one.name.decode()).encode())


def flip(data: bytes, at: int) -> bytes:
    """Another bit at a place."""
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


def directory_at(data: bytes) -> int:
    """Where the directory begins."""
    return data.index(b"PK\x01\x02")


STRUCTURE: dict[str, Mutation] = {
    "bytes behind the end": lambda data: data + b"\0",
    "a whole bundle behind the end": lambda data: data + data,
    "another bundle in front": lambda data: bundle() + data,
    "a program in front": lambda data: b"MZ" + bytes(70) + data,
    "much in front": lambda data: b"\x7fELF" * 40_000 + data,
    "in front, and places made to fit": zipped(lambda archive: setattr(archive, "before", b"MZ program")),
    "bytes between two files": zipped(lambda archive: archive.between.update({2: b"hidden"})),
    "bytes before the directory": zipped(lambda archive: archive.between.update({-1: b"hidden"})),
    "a comment of the ZIP": lambda data: ended(20, 5)(data) + b"hello",
    "a comment of a file": record(lambda one: setattr(one, "comment", b"hello")),
    "bytes inside the directory": lambda data: _padded(data, b"hidden bytes"),
    "a ZIP inside the directory": lambda data: _padded(data, _recompressed(data)[:2_000]),
    "cut in the first file": lambda data: data[:80],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut before the directory": lambda data: data[: directory_at(data)],
    "cut in the directory": lambda data: data[: directory_at(data) + 100],
    "cut by one byte": lambda data: data[:-1],
    "without the end": lambda data: data[: data.rindex(b"PK\x05\x06")],
    "first byte": lambda data: flip(data, 0),
    "a file left out of the directory": lambda data: _without_line(data),
    "other disk": ended(4, 1),
    "other first disk": ended(6, 1),
    "other count here": ended(8, 3),
    "other count": ended(10, 3),
    "other size of the directory": ended(12, 5, 4),
    "other place of the directory": ended(16, 5, 4),
    "files in another order": zipped(lambda archive: archive.records.reverse()),
    "two files changed places": zipped(lambda archive: archive.records.insert(1, archive.records.pop(3))),
    "a file twice": zipped(lambda archive: archive.records.append(archive.find(SUMMARY))),
    "two lists twice": zipped(lambda archive: archive.records.extend([archive.find(TAGS), archive.find(SIGNATURE)])),
    "64 bits or none": _other_width,
    "packed again": _recompressed,
    "stored": lambda data: _recompressed(data, zipfile.ZIP_STORED),
    "packed with folders": lambda data: _recompressed(data, folders=True),
    "packed with a comment": lambda data: _recompressed(data, comment=b"hello"),
    "packed by bzip2": lambda data: _recompressed(data, zipfile.ZIP_BZIP2),
    "one file compressed": record(_deflated),
    "one file in two blocks": record(_split),
    "no block is the last": record(lambda one: setattr(one, "data", b"\0" + one.data[1:])),
    "bits behind the block's kind": record(lambda one: setattr(one, "data", b"\x09" + one.data[1:])),
    "bytes behind the data": record(lambda one: setattr(one, "data", one.data + b"more")),
    "a bundle in a ZIP": lambda data: _outer(data, "mioboe-evidence-ABCD1234.zip"),
    "a bundle in a bundle": lambda data: beside("{folder}/data/evidence/009-inner.zip", data)(data),
    "a bundle that calls itself its own file": lambda data: _outer(data, "mioboe-evidence-ABCD1234/verify.html"),
    "as text": lambda data: data.replace(b"\n", b"\r\n"),
}


def _outer(data: bytes, name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _padded(data: bytes, more: bytes) -> bytes:
    """Bytes behind the last line, counted into the size of the directory."""
    archive = apart(data)
    written = archive.written()
    at = written.rindex(b"PK\x05\x06") - (76 if archive.wide else 0)
    directory = at - directory_at(written)
    padded = bytearray(written[:at] + more + written[at:])
    end = at + len(more)
    if archive.wide:
        padded[end + 40 : end + 48] = (directory + len(more)).to_bytes(8, "little")
        padded[end + 64 : end + 72] = end.to_bytes(8, "little")
    else:
        padded[end + 12 : end + 16] = (directory + len(more)).to_bytes(4, "little")
    return bytes(padded)


def _without_line(data: bytes) -> bytes:
    archive = apart(data)
    written, short = archive.written(), Zip(archive.records[:-1], archive.end, wide=archive.wide).written()
    begin, directory = written[: directory_at(written)], short[directory_at(short) :]
    at = len(directory) - 22
    if archive.wide:
        return begin + directory
    return begin + directory[: at + 16] + len(begin).to_bytes(4, "little") + directory[at + 20 :]


NAMES: dict[str, Mutation] = {
    "a file beside the folder": beside("data/summary.html"),
    "a page beside the folder": beside("verify.html"),
    "a file of the same name beside the folder": beside(SUMMARY),
    "a second folder": beside("mioboe-evidence-OTHER/data/summary.pdf"),
    "a file more": beside("{folder}/data/evidence/009-new.txt"),
    "a file more among the lists": beside("{folder}/notes.txt"),
    "a folder": beside("{folder}/data/hidden/", b""),
    "the folder of a file": beside("{folder}/data/", b""),
    "a folder with content": beside("{folder}/data/"),
    "a folder beside": beside("autorun.inf/", b""),
    "a folder with the name of a file": beside("{folder}/data/summary.pdf/", b""),
    "a folder that climbs out": beside("../../evil/", b""),
    "a file that climbs out": beside("{folder}/../../evil.txt"),
    "an absolute name": beside("/etc/passwd"),
    "a drive": beside("C:evil.txt"),
    "backslashes": each(_name(lambda name: name.replace("/", "\\"))),
    "capitals": record(_name(lambda name: name.replace("summary", "Summary"))),
    "a name in another case more": beside("{folder}/data/SUMMARY.PDF"),
    "decomposed letters": each(_name(lambda name: unicodedata.normalize("NFD", name.replace("summary", "sümmary")))),
    "a character that turns the text": record(_name(lambda name: name.replace("summary", "sum\u202emary"))),
    "a zero byte in a name": record(lambda one: one.rename(one.name + b"\0.exe")),
    "a mark in front of a name": record(lambda one: one.rename(b"\xef\xbb\xbf" + one.name)),
    "marks in front of every name": each(lambda one: one.rename(b"\xef\xbb\xbf" + one.name)),
    "a name that is no UTF-8": record(lambda one: one.rename(one.name + b"\xff")),
    "an empty name": record(lambda one: one.rename(b"")),
    "a dot in the path": record(_name(lambda name: name.replace("/data/", "/./data/"))),
    "two slashes": record(_name(lambda name: name.replace("/data/", "//data/"))),
    "a blank behind the name": record(_name(lambda name: name + " ")),
    "another name in the header": record(lambda one: setattr(one, "name", one.name.replace(b"summary", b"zummary"))),
    "another name in the directory": record(lambda one: setattr(one, "line_name", one.name.replace(b"sum", b"zum"))),
    "a folder in the directory": record(lambda one: setattr(one, "line_name", one.name + b"/")),
    "a preferred other name": record(lambda one: setattr(one, "line_extra", one.line_extra + b"up\x0a\0\1aaaaevil.")),
    "no folder": each(_bare),
    "no folder for one file": record(_bare),
    "another folder": each(_renamed_folder(b"evidence")),
    "the folder of another case": each(_renamed_folder(b"mioboe-evidence-OTHER")),
    "a folder around the folder": each(lambda one: one.rename(b"backup/" + one.name)),
    "one file in another folder": record(_renamed_folder(b"mioboe-evidence-OTHER")),
}
