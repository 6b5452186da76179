"""Decodes characters that Japanese programs add to EUC-JP and ISO-2022-JP beyond the standards of Python's codecs. One
file may hold characters of JIS X 0212, which only one EUC codec knows, and ① or ㈱, which only the other knows. Mail
programs write ①, ㈱ and 髙 into ISO-2022-JP at the positions of CP932."""

import codecs
import re

LENIENT = "mioboe.jis"
_WIDER = frozenset(("euc_jp", "euc_jis_2004", "iso2022_jp_ext"))
_ESCAPES = re.compile(rb"\x1b(?:\$[@AB]|\$\([ACDOPQ]|\([BJI])")
_SETS = ((re.compile(rb"\x1b\$\(Q"), "iso2022_jp_2004"), (re.compile(rb"\x1b\$\([OP]"), "iso2022_jp_3"))
_OTHERS = re.compile(rb"\x1b\$(?:\(?A|\(C)")  # Chinese and Korean characters in a Japanese text.


def escaped(sample: bytes) -> str | None:
    """The codec of a text that switches to Japanese by escape sequences; None for a text without escape sequences."""
    if not _ESCAPES.search(sample):
        return None
    for escape, codec in _SETS:
        if escape.search(sample):
            return codec
    return "iso2022_jp_2" if _OTHERS.search(sample) else "iso2022_jp_ext"


def errors(codec: str, otherwise: str) -> str:
    """The error handler of a codec: ``LENIENT``, which tries other tables, where the codec has some; else
    ``otherwise``."""
    return LENIENT if codec in _WIDER else otherwise


def euc(sample: bytes) -> str | None:
    """The codec for a text that may be EUC-JP: the stricter one that knows all of it; None where no codec does."""
    for codec in ("euc_jp", "euc_jis_2004"):
        if decoded(sample, codec, "strict") is not None:
            return codec
    return "euc_jp" if decoded(sample, "euc_jp", LENIENT) is not None else None


def decoded(sample: bytes, codec: str, how: str = "") -> str | None:
    """The text, without a character that the end of the sample cuts in two; None where it cannot be decoded."""
    try:
        text = codecs.getincrementaldecoder(codec)(how or errors(codec, "strict")).decode(sample)
    except UnicodeDecodeError:
        return None
    return None if "\ufffd" in text and how != "strict" and codec in _WIDER else text


def _otherwise(error: UnicodeError) -> tuple[str, int]:
    """The handler of bytes that a codec does not know: decodes one character by the other tables, or as U+FFFD where
    these do not know it either."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    character = error.object[error.start : error.start + (3 if error.object[error.start] == 0x8F else 2)]
    tables = ("euc_jis_2004", "euc_jp")
    if error.encoding.startswith("iso2022") and len(character) == 2 and all(0x21 <= byte <= 0x7E for byte in character):
        character, tables = _shifted(*character), ("cp932", "cp932")
    for codec in tables:
        try:
            text = character.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(text) == 1 and text > "\x7f":
            return text, error.start + (2 if codec == "cp932" else len(character))
    return "\ufffd", error.end


def _shifted(row: int, cell: int) -> bytes:
    """The bytes in Shift_JIS of a character of JIS X 0208."""
    lead = (row - 0x21) // 2 + 0x81
    trail = cell + 0x1F + (cell >= 0x60) if row % 2 else cell + 0x7E
    return bytes((lead + 0x40 * (lead > 0x9F), trail))


codecs.register_error(LENIENT, _otherwise)
