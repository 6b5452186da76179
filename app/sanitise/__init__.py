"""``mioboe sanitise``: a real export, rewritten so that it can be given to others, with its layout kept to the byte.
Nothing is written except the result; the key of the replacements exists only while it runs."""

import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO

from app.i18n import N_
from app.reader.detect.encoding import detect
from app.reader.detect.sniff import SNIFFED, kind
from app.sanitise.dates import day_first
from app.sanitise.layout import delimited, json_text, page
from app.sanitise.ofx import statement
from app.sanitise.replace import Replacer

MOST = 512 << 20  # bytes of one file, packed or not
_DECIDING = 1 << 20  # characters, in which dates that allow only one reading are looked for
_HOW: dict[str, Callable[[str, Replacer], tuple[str, list[str]]]] = {
    "text": delimited,
    "json": json_text,
    "html": page,
    "ofx": statement,
}


class NotSanitised(Exception):  # noqa: N818 (what happened)
    """The file cannot be rewritten; ``sentence`` (a message key) is the reason."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass
class Sanitised:
    """The result. ``kept`` are the names of columns that stayed; ``left_out`` the members that are not in it."""

    data: bytes = b""
    kept: dict[str, None] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


REFUSED_SENTENCES = {
    "empty": N_("This file is empty, so there is nothing to sanitise."),
    "kind": N_("Only CSV, JSON, HTML, OFX and plain text, and zip files of these, can be sanitised."),
    "letters": N_("This file has bytes that are not text in its encoding, so it cannot be rewritten exactly."),
    "size": N_("This file is too large to be sanitised."),
    "damaged": N_("This zip file is damaged or locked with a password."),
}


def replacer(*, amounts: bool = False) -> Replacer:
    """The replacements of one run: a random key, dates moved back by whole weeks, amounts multiplied on request."""
    weeks = 20 + secrets.randbelow(100)
    return Replacer(secrets.token_bytes(32), -7 * weeks, factor=2 + secrets.randbelow(8) if amounts else 1)


def sanitise(data: bytes, name: str, by: Replacer) -> Sanitised:
    """The file with everything personal replaced. Errors: ``NotSanitised``."""
    result = Sanitised()
    if not data:
        raise NotSanitised(REFUSED_SENTENCES["empty"])
    if len(data) > MOST:
        raise NotSanitised(REFUSED_SENTENCES["size"])
    if kind(data[:SNIFFED], name) == "zip":
        try:
            result.data = _archive(data, by, result, inside=False)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise NotSanitised(REFUSED_SENTENCES["damaged"]) from error
    else:
        result.data = _text(data, name, by, result)
    return result


def _text(data: bytes, name: str, by: Replacer, result: Sanitised) -> bytes:
    what = kind(data[:SNIFFED], name)
    if what not in _HOW:
        raise NotSanitised(REFUSED_SENTENCES["kind"])
    encoding = detect(data, page=what == "html")
    try:
        text = data[encoding.skip :].decode(encoding.codec)
        by.day_first = day_first(text[:_DECIDING])
        rewritten, kept = _HOW[what](text, by)
        result.kept.update(dict.fromkeys(kept))
        return data[: encoding.skip] + rewritten.encode(encoding.codec)
    except UnicodeError as error:
        raise NotSanitised(REFUSED_SENTENCES["letters"]) from error


def _archive(data: bytes, by: Replacer, result: Sanitised, *, inside: bool) -> bytes:
    """The members that can be rewritten, in their order and packed as they were; archives inside an archive only one
    level deep."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        if sum(member.file_size for member in old.infolist()) > 4 * MOST:
            raise NotSanitised(REFUSED_SENTENCES["size"])
        for info in old.infolist():
            if info.is_dir():
                continue
            name = "/".join(by.cell(part) for part in info.filename.split("/"))
            try:
                content = old.read(info) if info.file_size <= MOST else b""
                nested = kind(content[:SNIFFED], info.filename) == "zip" and not inside
                rewritten = (
                    _archive(content, by, result, inside=True) if nested else _text(content, info.filename, by, result)
                )
            except NotSanitised:
                result.left_out.append(info.filename)
                continue
            entry = zipfile.ZipInfo(name)  # without the time at which the original was made
            entry.compress_type = info.compress_type
            new.writestr(entry, rewritten)
    return out.getvalue()
