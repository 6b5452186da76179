"""The kind of a file by its first bytes; its name only helps where the bytes allow several kinds."""

import re
from typing import Literal

from app.reader.archives.directory import begins_office
from app.reader.detect.encoding import detect

Kind = Literal[
    "zip",
    "office",
    "html",
    "json",
    "ofx",
    "mail",
    "mailbox",
    "xml",
    "packed",
    "binary",
    "legacy",
    "text",
    "empty",
    "pdf",
    "picture",
    "webarchive",
    "mt940",
    "qif",
    "camt",
]

SNIFFED = 64 << 10
_PDF_WITHIN = 1 << 10  # bytes within which a PDF begins
_PACKED = (b"\x1f\x8b", b"7z\xbc\xaf", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
_BINARY = (b"\x7fELF", b"SQLite format 3", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_PHOTOS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")  # kinds of the container that telephones use
# Text may begin like these; control characters show that it is not text.
_PACKED_WITH_CONTROLS = (b"Rar!", b"BZh")
_PICTURES_WITH_CONTROLS = (b"GIF8", b"BM")
_BINARY_WITH_CONTROLS = (b"MZ", b"RIFF", b"OggS", b"ID3", b"bplist")
_LEGACY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_ARCHIVE = (b"bplist00", b"WebMainResource")  # how the list begins, and a name near its beginning
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta|title|script|style|p|span|ul|h\d)[\s>]", re.I)
_JSON = re.compile(rb'\s*(?:\{\s*["}]|\[\s*[\[{"\]])')
# How JSON begins in a file that is named like a delimited text: a list of objects, or whole lines of them.
_RECORDS = re.compile(
    rb'\s*(?:\[\s*\{\s*"[^"\r\n]*"\s*:|\{\s*"[^"\r\n]*"\s*:[^\r\n]*\}\s*?(?:[\r\n]|\Z)|\{\s*[\r\n]\s*"[^"\r\n]*"\s*:)'
)
_SCRIPT = re.compile(rb"window\.YTD\.[\w.]+\s*=\s*[\[{]")  # how X hands out JSON
_OFX = re.compile(rb"<\?OFX\s|<OFX>", re.IGNORECASE)
# The lines above it in OFX 1, in any order, of which programs leave out some.
_OFX_HEADER = re.compile(
    rb"(?:(?:OFXHEADER|DATA|VERSION|SECURITY|ENCODING|CHARSET|COMPRESSION):[^\r\n<]*\s*){2,12}<OFX>", re.I
)
# Statements for programs: MT940 and MT942 begin with a block of SWIFT, or with tags for a reference and an account,
# above which a bank may write a few lines; QIF begins with a line that names its kind.
_LINE = rb"(?:[^\r\n]{0,80}[\r\n]{1,4})"
_SWIFT = re.compile(rb"\{1:F01|" + _LINE + rb"{0,4}?:(?:20|940|942):" + _LINE + rb"{1,6}?:(?:20|25[A-Z]?):")
_QIF = re.compile(
    rb"(?:#[^\r\n]*[\r\n]+)*(?:\^?\s*!(?:Type|Account|Option|Clear)\s*(?::|[\r\n])|\^\s+D[^\r\n]{6,12}[\r\n]+[A-Z])",
    re.IGNORECASE,
)
# The namespace of ISO 20022, or the name of the message in it.
_CAMT = re.compile(rb"iso:20022:tech:xsd:camt\.05[234]|<(?:[\w.-]{1,20}:)?BkToCstmr(?:Stmt|AcctRpt|DbtCdtNtfctn)[\s>]")
_HEADER = re.compile(rb"([!-9;-~]+):|[ \t]")
_MAIL_LISTED = b"""
    from to date subject message-id received return-path delivered-to mime-version content-type reply-to dkim-signature
"""
_MAIL = frozenset(_MAIL_LISTED.split())
# How each message of a mailbox begins: the postmark, and the first header below it.
_POSTMARK = re.compile(rb"From [^\r\n]{3,200}\d{4}[^\r\n]{0,20}\r?\n[!-9;-~]{1,100}:")
_PASTED_SOURCE = {b"received", b"message-id"}  # with which even a text that was pasted is a whole message
_CONTROLS = bytes(set(range(32)) - set(b"\x01\t\n\v\f\r\x1a\x1b\x1c\x1d\x1e\x1f") | {0x7F})

_DELIMITED = {"csv", "tsv", "tab"}
_TABLES = _DELIMITED | {"txt", "text"}
_DOCUMENTS = {"json", "jsonl", "ndjson"}
_PAGES = {"htm", "html", "xhtml", "xls"}
_NAMED_PICTURES = frozenset(["jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "bmp", "tif", "tiff"])
_NO_TABLES_LISTED = """
    svg ico mp4 mov m4v avi mkv webm mp3 m4a wav aac ogg flac
    vcf ics doc docx ppt pptx pages key rtf epub mobi azw azw3 kfx woff woff2 ttf otf css mjs map exe dll so dylib
    apk jar class pyc bin dat db sqlite dmg iso pkg lnk url webloc plist p7s pem
"""
_NO_TABLES = _NAMED_PICTURES | frozenset(_NO_TABLES_LISTED.split())


def suffix(name: str) -> str:
    """The last suffix of a name, in lower case, without the dot."""
    base = name.rsplit("/", 1)[-1].strip(" .").lower()
    return base.rpartition(".")[2] if "." in base else ""


def holds_no_table(name: str) -> bool:
    """Whether the name of a member of an archive shows that the member holds no table and need not be read."""
    return is_of_system(name) or suffix(name) in _NO_TABLES


def is_of_system(name: str) -> bool:
    """Whether a member of an archive is what macOS notes beside each file."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] == ".DS_Store"


def named_picture(name: str) -> bool:
    """Whether the name of a member of an archive says that it is a picture."""
    return suffix(name) in _NAMED_PICTURES and not is_of_system(name)


def named_table(name: str) -> bool:
    """Whether the file name says that it is a table or a page."""
    return suffix(name) in _TABLES | _PAGES


def kind(begin: bytes, name: str) -> Kind:
    """The kind of a file whose first 64 KiB (or all of it) are ``begin``."""
    if begin.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")):
        return "office" if begins_office(begin) else "zip"
    if begin.startswith(_LEGACY):
        return "legacy"
    if begin.startswith(_PACKED) or begin[257:262] == b"ustar":
        return "packed"
    if begin[:_PDF_WITHIN].lstrip(b"\xef\xbb\xbf\0 \t\r\n").startswith(b"%PDF-"):
        return "pdf"
    if begin.startswith(_PICTURES) or (begin[4:8] == b"ftyp" and begin[8:12] in _PHOTOS):
        return "picture"
    if begin.startswith(_WEB_ARCHIVE[0]) and _WEB_ARCHIVE[1] in begin:
        return "webarchive"
    if begin.startswith(_BINARY) or begin[4:8] == b"ftyp":
        return "binary"
    if len(begin[:512].translate(None, _CONTROLS)) < len(begin[:512]):
        if begin.startswith(_PACKED_WITH_CONTROLS):
            return "packed"
        if begin.startswith(_PICTURES_WITH_CONTROLS) or (begin.startswith(b"RIFF") and begin[8:12] == b"WEBP"):
            return "picture"
        if begin.startswith(_BINARY_WITH_CONTROLS):
            return "binary"
    wide = begin.startswith(_MARKS[1:]) or (
        b"\0" in begin[:200] and detect(begin).codec.startswith(("utf-16", "utf-32"))
    )
    text = begin.replace(b"\0", b"") if wide else begin
    for mark in _MARKS:
        text = text.removeprefix(mark)
    text = text.lstrip()
    if not text:
        return "empty"
    if not wide and len(text.translate(None, _CONTROLS)) < 0.98 * len(text) - 8:
        return "binary"
    return _text_kind(text, name)


def _text_kind(text: bytes, name: str) -> Kind:
    """The kind of a text without its byte order mark, in UTF-16 without its NULs."""
    if (
        text.startswith(b"OFXHEADER")
        or _OFX_HEADER.match(text)
        or (text.startswith(b"<") and _OFX.search(text, 0, 2000))
    ):
        return "ofx"
    if text.startswith(b"<"):
        if _CAMT.search(text, 0, 4000):
            return "camt"
        if _HTML.search(text):
            return "html"
        return "xml" if text.startswith(b"<?xml") or suffix(name) == "xml" else "text"
    if suffix(name) in _PAGES and _HTML.search(text):
        return "html"
    json = _RECORDS if suffix(name) in _DELIMITED else _JSON
    if _SCRIPT.match(text) or suffix(name) in _DOCUMENTS or json.match(text):
        return "json"
    if suffix(name) == "js":
        return "binary"
    if _SWIFT.match(text):
        return "mt940"
    if _QIF.match(text):
        return "qif"
    if _POSTMARK.match(text):
        return "mailbox"
    return "mail" if _is_mail(text, named=suffix(name) in _TABLES) else "text"


def _is_mail(text: bytes, *, named: bool) -> bool:
    """Whether a text begins with the headers of a message, up to an empty line. A file that is ``named`` like a table
    or a text must also have headers that a message gets on its way."""
    names = set()
    for line in text.splitlines():
        match = _HEADER.match(line)
        if not match:
            if line.strip():
                return False
            break
        names.add((match[1] or b"").lower())
    return len(names & _MAIL) > 2 and (not named or names >= _PASTED_SOURCE)
