"""Which characters the fonts of the PDF can draw: the ``cmap`` table of an OpenType file (ISO/IEC 14496-22, 5.2.1)."""

import struct
from functools import cache
from pathlib import Path

from app.report.typeset.shown import code, visible_text


@cache
def fonts() -> tuple[Path, ...]:
    """The font files, regular and bold, as shipped by their packages."""
    import noto_cjk_sans_jp_bold
    import noto_cjk_sans_jp_regular

    return Path(str(noto_cjk_sans_jp_regular.FONT_PATH)), Path(str(noto_cjk_sans_jp_bold.FONT_PATH))


def characters(font: Path) -> frozenset[int]:
    """The code points of a font, from its format 12 table. Raises ``ValueError`` where it has no such table."""
    with font.open("rb") as file:
        count = struct.unpack(">4xH6x", file.read(12))[0]
        tables = [struct.unpack(">4s4xII", file.read(16)) for _ in range(count)]
        start, length = next((offset, size) for name, offset, size in tables if name == b"cmap")
        file.seek(start)
        data = file.read(length)
    for place in range(struct.unpack_from(">H", data, 2)[0]):
        offset = struct.unpack_from(">I", data, 8 + 8 * place)[0]
        if struct.unpack_from(">H", data, offset)[0] == 12:
            groups = struct.unpack_from(">I", data, offset + 12)[0]
            spans = struct.iter_unpack(">III", data[offset + 16 : offset + 16 + 12 * groups])
            return frozenset(point for first, last, _ in spans for point in range(first, last + 1))
    raise ValueError(f"{font.name} has no format 12 character map")


@cache
def drawable() -> frozenset[int]:
    """The characters that both fonts can draw, and those that only choose among their glyphs or end a line."""
    both = frozenset.intersection(*(characters(font) for font in fonts()))
    variants = {*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)}  # as in the names 葛󠄀城 and 葛󠄁城
    return both | variants | {ord("\n")}


def fit(text: str) -> str:
    """The text, with each character that the fonts cannot draw, or that nobody would see, written as its number. PDF/UA
    allows no character without a glyph, and a document for the police must not lose a character silently."""
    plain = visible_text(text).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    unknown = {point for point in map(ord, set(plain)) if point not in drawable()}
    return plain.translate({point: code(chr(point)) for point in unknown}) if unknown else plain
