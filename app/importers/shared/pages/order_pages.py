"""Orders of a shop's own pages, saved or pasted: lines of text with labels, and what they say.

A page shows only its own part of the history: whatever is missing there may be on another page.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from app.i18n import N_
from app.importers.shared.pages.elements import page
from app.reader.table import Block, FileProblem, Head

NumberedLine = tuple[int, str]  # the number of a line and its text, in plain forms

takes = N_("The page can be saved at once; you need not wait.")
SAVE_SENTENCE = N_(
    "Save the page as HTML (choose “webpage, complete” where the browser asks), or select everything on it, copy it "
    "and paste it here. If the list goes on over several pages, hand in every page."
)
MORE_PAGES = "more-pages"  # the code of both sentences below
_LABEL = 120  # characters of the label of a list that tell it from others
FEWER_SENTENCE = N_(
    "This list has {count} orders altogether, and {shown} of them are on the pages that were handed in. Hand in the "
    "other pages as well."
)
MORE_SENTENCE = N_(
    "This list goes on: the button that loads more of it is still there. Press it until the whole list is there, and "
    "save the page again."
)
SALE_SENTENCE = N_("This page shows something that was sold, not bought. It is not counted as a purchase.")
OTHER_DAY_SENTENCE = N_(
    "The order number {order} contains another day than the date of the order, {date}. Please compare it with the page."
)

_WITHIN = re.compile(r" (?=(?:注文日時?|注文番号) ?:)")
_PRICE = re.compile(r"^[¥\\]? ?\d{1,3}(?:,?\d{3})* ?円?(?:\(税込\))?$")


@dataclass(slots=True)
class PageOrder:
    """What a page says of an order or one of its items, as text; ``line`` is where it says it."""

    line: int
    order_id: str = ""
    date: str = ""
    title: str = ""
    total: str = ""
    item_id: str = ""
    quantity: int | None = None
    seller: str = ""
    status: str = ""
    payment: str = ""


def lines_of(head: Head, block: Block) -> list[NumberedLine]:
    """The visible lines of a saved page or of pasted text, each with the number of its row."""
    if head.kind == "text":
        texts = zip(block.lines, block.frame["text"], strict=True)
        return [(line, part) for line, text in texts for part in _parts(text or "")]
    whole = page(head)
    numbered = whole.numbered_lines() if whole else []
    return [(int(block.lines[place - 1]), part) for place, text in numbered for part in _parts(text)]


_latest: list[
    tuple[Sequence[Sequence[str]], list[NumberedLine]]
] = []  # Several formats ask for the lines of a page in turn.


def seen_lines(head: Head) -> list[NumberedLine]:
    """The same while a page is recognised, before its lines have numbers; none of a page without Japanese, which has no
    label of a Japanese shop."""
    if not _latest or _latest[0][0] is not head.sample:
        _latest[:] = [(head.sample, _seen_lines(head))]
    return _latest[0][1]


def _seen_lines(head: Head) -> list[NumberedLine]:
    if head.kind == "text":
        return [(0, part) for row in head.sample if row for part in _parts(row[0])]
    whole = page(head)
    if whole is None or not whole.is_wide():
        return []
    return [(0, part) for _, text in whole.numbered_lines() for part in _parts(text)]


def _parts(text: str) -> list[str]:
    """A line in plain forms, parted where the label of an order's day or number follows in it, as where copying joined
    the cells of a table."""
    return _WITHIN.split(plain(text))


def plain(text: str) -> str:
    """A line in plain forms of its letters, signs and spaces, for comparing."""
    short = text[:2_000]
    return " ".join((short if short.isascii() else normalize("NFKC", short)).split())


def labelled(lines: Sequence[NumberedLine], *labels: str) -> Iterator[tuple[int, int, str]]:
    """Where a label stands: its place in ``lines``, its number, and the value behind it or in the line after it."""
    form = re.compile(rf"(?:{'|'.join(map(re.escape, labels))})(?: ?: ?(.*)| ([¥\d].*))?$")
    for place, (number, text) in enumerate(lines):
        if match := form.match(text):
            below = lines[place + 1][1] if place + 1 < len(lines) else ""
            yield place, number, (match[1] or match[2] or below).strip()


def first_value(lines: Sequence[NumberedLine], *labels: str) -> str:
    """The value of the first of these labels that has one."""
    return next((value for _, _, value in labelled(lines, *labels) if value), "")


def is_price(text: str) -> bool:
    """Whether a line is an amount of yen alone."""
    return bool(_PRICE.match(text)) and ("円" in text or text[:1] in "¥\\")


def fewer(label: str | None, listed: int) -> list[FileProblem]:
    """A problem where the label of a list says that it has more orders than are on the page."""
    stated = re.search(r"\d[\d,]*", plain(label or ""))
    whole = int(stated[0].replace(",", "")) if stated and len(stated[0]) < 9 else 0
    return [more_pages(label or "", whole, listed)] if whole > listed > 0 else []


def more_pages(label: str, whole: int, listed: int) -> FileProblem:
    """That a list has more orders than are on this page. The pages of one list share its ``label``, so that whoever
    knows all of them can tell whether the list is complete."""
    return FileProblem(MORE_PAGES, FEWER_SENTENCE, {"count": whole, "shown": listed, "list": label[:_LABEL]})


def goes_on(lines: Iterable[NumberedLine]) -> list[FileProblem]:
    """A problem where the button that loads more of a list is still there."""
    there = any(text in ("もっと見る", "さらに表示") for _, text in lines)
    return [FileProblem(MORE_PAGES, MORE_SENTENCE)] if there else []
