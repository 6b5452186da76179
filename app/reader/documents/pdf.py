"""PDF files with a text layer: their words with places, page by page, through PDFium."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from app.reader.documents.pdf_flow import flow
from app.reader.documents.pdf_words import SAME_LINE, PdfPageText, Word, WordLine, ruled_off
from app.reader.limits import Limits
from app.reader.problems import Refused

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_SAME_WORD, _SAME_JAPANESE = 0.15, 0.4  # of the height of a character: the widest gap inside a word
_KERNED = 0.1  # of the height of a character: how far it may reach into the one before it in the same word
_THIN, _TALL = 1.5, 6.0  # points: the most a ruled line is wide, and the least it is long
_SCAN_CHARACTERS = 60  # a page with a picture and no more characters than this was scanned
_UNREADABLE = 0.1  # the share of characters without a meaning beyond which a text cannot be used
_OBJECTS = 20_000  # of one page that are looked through for ruled lines
_PICTURE = 0.4  # the share of a page that a scan covers at least
_TRIED = 400  # characters of each page that are looked at for their meaning
_UNSEEN = frozenset((0, 2, 0xAD, 0x200B, 0xFEFF))
_ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff\ue000-\uf8ff]")


def read_pdf(data: bytes, limits: Limits) -> list[PdfPageText]:
    """The text of every page. Raises ``Refused``: it is damaged, protected, scanned, or has more pages than a history.

    PDFium is loaded only here, because most uploads hold no PDF.
    """
    pages: list[PdfPageText] = []
    left, unreadable, tried, scans = limits.characters, 0, 0, 0
    number = drawn = 1
    with _opened(data) as document:
        if len(document) > limits.pages:
            raise Refused("too-many-pages")
        for page in _pages(document):
            characters, odd = _characters(page, left)
            left, unreadable, tried = left - len(characters), unreadable + odd, tried + min(len(characters), _TRIED)
            scans += len(characters) <= _SCAN_CHARACTERS and _is_picture(page)
            rules = _rules(page)
            words = _words(characters, rules)
            lines, drawn_lines = _lines(words, number), flow(words, drawn)
            number, drawn = number + len(lines), drawn + len(drawn_lines)
            pages.append(PdfPageText(lines, rules, drawn_lines))
    if unreadable > _UNREADABLE * tried:
        raise Refused("unreadable-letters")
    if left == limits.characters or scans == len(pages):
        raise Refused("scanned")
    return pages


@contextmanager
def _opened(data: bytes) -> Iterator["PdfDocument"]:
    """The document; every exception of the library means damage."""
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(data)) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        protected = getattr(error, "err_code", None) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Refused("encrypted-pdf" if protected else "corrupt") from None


def _pages(document: "PdfDocument") -> Iterator["PdfPage"]:
    for number in range(len(document)):
        with closing(document[number]) as page:
            yield page


def _characters(page: "PdfPage", most: int) -> tuple[list[Word], int]:
    """Every character in the order of the file, where a space is joined to the character before it; and how many of the
    first ``_TRIED`` have no known meaning. Raises ``Refused`` where there are more than ``most``."""
    import ctypes

    from pypdfium2 import raw

    characters: list[Word] = []
    odd = 0
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    turn = _TURNS[page.get_rotation() // 90 % 4]
    with closing(page.get_textpage()) as opened:
        text = opened.raw
        count = raw.FPDFText_CountChars(text)
        if count > most:
            raise Refused("too-large")
        for place in range(count):
            character = _character(raw.FPDFText_GetUnicode(text, place))
            if character.isspace() and characters and not raw.FPDFText_IsGenerated(text, place):
                characters[-1] = characters[-1]._replace(text=characters[-1].text.rstrip() + " ")
            if character.isspace() or not raw.FPDFText_GetLooseCharBox(text, place, box):
                continue
            if not raw.FPDFText_GetCharOrigin(text, place, x, y):
                continue
            if len(characters) < _TRIED:
                odd += bool(_ODD.match(character)) or raw.FPDFText_HasUnicodeMapError(text, place) == 1
            left, right, over, under = turn(box.left, box.right, box.top, box.bottom)
            base, size = turn(x.value, x.value, y.value, y.value)[2], max(abs(under - over), 1.0)
            if characters and left < characters[-1].right - _KERNED * size and _drawn_apart(text, place):
                characters[-1] = characters[-1]._replace(text=characters[-1].text + " ")
            characters.append(Word(left, right, base, size, character))
    return characters, odd


def _drawn_apart(text: Any, place: int) -> bool:
    """Whether a character and the one before it are drawn by different commands, as the cells of narrow columns are."""
    import ctypes

    from pypdfium2 import raw

    drawn = [
        ctypes.cast(raw.FPDFText_GetTextObject(text, number), ctypes.c_void_p).value for number in (place - 1, place)
    ]
    return drawn[0] != drawn[1]


def _character(code: int) -> str:
    """A character by its number; a space for what is not seen (2 is PDFium's mark for a hyphen at a line's end)."""
    if code in _UNSEEN:
        return " "
    return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"


# How a page is turned for its reader, as left, right, upper and lower place, downwards.
_TURNS: tuple[Any, ...] = (
    lambda left, right, top, bottom: (left, right, -top, -bottom),
    lambda left, right, top, bottom: (bottom, top, left, right),
    lambda left, right, top, bottom: (-right, -left, bottom, top),
    lambda left, right, top, bottom: (-top, -bottom, -right, -left),
)


def _words(characters: list[Word], rules: Sequence[float]) -> list[Word]:
    """Joins characters into words: those that follow each other without a gap or a ruled line."""
    words: list[Word] = []
    parts: list[str] = []
    for character in characters:
        last = words[-1] if words else None
        touches = (
            last
            and abs(character.base - last.base) < 1
            and parts[-1][-1] != " "
            and _touch(last, character, parts[-1][-1])
        )
        if last and touches and not ruled_off(rules, last.right, character.left):
            words[-1] = Word(last.left, max(last.right, character.right), last.base, max(last.size, character.size), "")
            parts[-1] += character.text
        else:
            words.append(character)
            parts.append(character.text)
    return [word._replace(text=text.rstrip()) for word, text in zip(words, parts, strict=True)]


def _touch(word: Word, character: Word, last: str) -> bool:
    """Whether a character continues a word whose last character is ``last``. Japanese is often printed with small gaps,
    and typesetters put a quarter of a character between it and other letters."""
    wide = [text for text in (last, character.text) if text > "\u2e7f"]
    mixed = len(wide) == 1 and last.isalnum() and character.text.isalnum()
    most = _SAME_JAPANESE if len(wide) == 2 or mixed else _SAME_WORD
    return -0.5 * character.size < character.left - word.right < most * character.size


def _lines(words: list[Word], first: int) -> tuple[WordLine, ...]:
    """The words of a page as lines, numbered from ``first`` on."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.base, word.left)):
        if lines and word.base - lines[-1][0].base <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(WordLine(number, tuple(sorted(line))) for number, line in enumerate(lines, first))


def _rules(page: "PdfPage") -> tuple[float, ...]:
    """The positions of thin vertical lines, from left to right."""
    from pypdfium2 import raw

    turn = _TURNS[page.get_rotation() // 90 % 4]
    places = set()
    for number, drawing in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH])):
        if number >= _OBJECTS:
            break
        left, bottom, right, top = drawing.get_bounds()
        left, right, over, under = turn(left, right, top, bottom)
        if right - left <= _THIN and abs(under - over) >= _TALL:
            places.add(round((left + right) / 2, 1))
    return tuple(sorted(places))


def _is_picture(page: "PdfPage") -> bool:
    """Whether one picture covers much of the page."""
    from pypdfium2 import raw

    whole = page.get_width() * page.get_height()
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > _PICTURE * whole:
            return True
    return False
