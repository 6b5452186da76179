"""Which lines of a copied page of one order are about its items, and which are rows of its summary."""

import re
from collections.abc import Iterator, Sequence

from app.importers.amazon.pages._order_text import is_status
from app.importers.amazon.pages._order_words import MONEY, SELLER, label_of, row_kind, row_label, summary_rows

# `1 of: title`, `2 (1.10 lb) of: title`, and, without a number of items, `1.50 lb of: title`.
_UNIT = r"(?:lbs?|oz|kg|g|ea|ct|ml|l)"
NUMBERED = re.compile(
    rf"(?:(?P<count>\d{{1,3}})(?: ?\([\d.,]+ ?{_UNIT}\))?|\d+(?:[.,]\d+)? ?{_UNIT})"
    r" ?(?:of|x|個|(?:Exemplar(?:\(e\)|e)? )?von) ?:? (?P<name>(?<=: ).+|.{3,})",
    re.IGNORECASE,
)
ITEMS_HEADING = re.compile(r"items? ordered|bestellte artikel|注文商品|商品名?", re.IGNORECASE)
_LINES_OF_ITEM = 8
_PAYS = ("gift_card", "points", "balance")


def paid_rows(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Label and amount of the rows of the summary. What a balance pays is taken off the total, so it has a minus; the
    same words with a price are an item."""
    for label, amount in summary_rows(texts, item_lines(texts)):
        if row_kind(label) not in _PAYS or re.search(r"[-−]", amount):
            yield label, amount


def item_lines(texts: Sequence[str]) -> set[int]:
    """The places of the lines of items, from the title to the price. Whatever words they contain, they are not rows of
    the summary."""
    places: set[int] = set()
    listed = False
    for place, text in enumerate(texts):
        numbered = NUMBERED.fullmatch(text)
        if ITEMS_HEADING.fullmatch(text):
            listed = True
        elif listed and (is_row(text) or (label_of(text) or ("", ""))[0] in ("payment", "recipient")):
            listed = False
        elif numbered or listed:
            places.add(place)
        if numbered:
            places |= _to_price(texts, place)
        elif SELLER.match(text) and place and not no_title(texts[place - 1]):
            places |= {place - 1, *_to_price(texts, place)}
    return places


def _to_price(texts: Sequence[str], start: int) -> set[int]:
    """The lines of an item from the line ``place`` to its price; only that line where no price follows."""
    if MONEY.search(texts[start]):
        return {start}
    for place in range(start + 1, min(start + _LINES_OF_ITEM, len(texts))):
        if MONEY.fullmatch(texts[place]):
            return set(range(start, place + 1))
        if is_row(texts[place]):
            break
    return {start}


def no_title(text: str) -> bool:
    """Whether a line above the seller of an item is not the item's title."""
    return not text or bool(is_row(text) or MONEY.fullmatch(text) or label_of(text)) or is_status(text)


def is_row(text: str) -> bool:
    """Whether a line among items is a row of the summary: its label ends with a colon, and titles do not."""
    label = row_label(text)
    return label.endswith((":", "：")) and bool(row_kind(label))
