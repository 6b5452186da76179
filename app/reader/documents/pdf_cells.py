"""What the words of a printed table are: dates, numbers, column names; and where its columns end."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from app.reader.documents.pdf_words import Word, WordLine, ruled_off

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATES = re.compile(
    r"(?:19|20)\d\d[-/.年] ?\d{1,2}[-/.月] ?\d{1,2}日?|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:令和|平成|[rh])?\.? ?\d{1,2}[-/.年] ?\d{1,2}[-/.月] ?\d{1,2}日?|\d{1,2}/\d{1,2}(?:/(?:\d\d|\d{4}))?"
    rf"|\d{{1,2}}月 ?\d{{1,2}}日|\d{{1,2}}[- ]?{_MONTH}(?:[- ,]*(?:\d{{4}}|\d\d))?|{_MONTH} ?\d{{1,2}}(?:, ?\d{{4}})?"
    r"|\d\d (?:0?[1-9]|1[0-2]) (?:0?[1-9]|[12]\d|3[01])"
    r"|\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d\d"
    r"|\d{1,2}\.? [^\W\d_]{3,10}\.? (?:19|20)\d\d",  # `14. März 2025`, in any language
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\(?[-+*△▲]?(?:[a-z]{0,3}[$£€¥₩\\]|jpy|usd|gbp|eur)?[-+△▲]?"
    r"(?:(?:\d{1,3}(?:[,.]\d{3})+|\d+)(?:[.,]\d{1,2})?|[.,]\d{1,2})[-+)]?(?:円|%|個|点|cr|dr|db|od)?|[-−–—*]+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"日付?$|年月|金額|内容|残高|摘要|店|利用|支払|出金|入金|引出|預入|明細|方法|数量|価格|単価|税|番号|名$|メモ|備考|"
    r"date|description|details?|amount|balance|debit|credit|paid|withdraw|deposit|payment|merchant|transaction|posted|"
    r"reference|type|money (?:in|out)|quantity|price|particulars|number|"
    r"datum|buchung|valuta|wertstellung|text|zweck|betrag|umsatz|saldo|kontostand|soll|haben|empfänger|"
    r"omschrijving|bedrag|^(?:af|bij)$|libellé|opération|montant|solde|débit|crédit|"
    r"fecha|concepto|importe|cargo|abono|data|descri[zç]|importo|valor|addebit|accredit|entrat|uscit",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"(?:小計|.{0,10}合計|総計|(?:今回|今月|当月)?の?ご?請求|sub-?total|grandtotal|total|(?:new|closing|ending)balance|"
    r"summe|gesamt|(?:neuer|alter|end|anfangs|eind|begin)saldo|totaal|totale?\b|somme|(?:nouveau|ancien)solde|"
    r"saldo(?:final|inicial|finale|iniziale))",
    re.IGNORECASE,
)
_LONGEST_LABEL = 45
_DATE_WORDS = 4
_SAME_CELL = 0.6  # of the size of a word: the widest gap within a cell


class Cell(NamedTuple):
    """Words of one line that belong together, by their extent."""

    left: float
    right: float
    text: str

    @property
    def middle(self) -> float:
        """Between its ends."""
        return (self.left + self.right) / 2


@lru_cache(4096)
def plain(text: str) -> str:
    """A text in normalised characters, for comparison only."""
    return normalize("NFKC", text).strip()


def is_number(text: str) -> bool:
    """Whether a text is an amount, a number, or a dash in place of one."""
    return bool(_NUMBER.fullmatch(plain(text).replace(" ", "")))


def is_date(text: str) -> bool:
    """Whether a text is a day, with or without a year."""
    return bool(_DATES.fullmatch(plain(text)))


def is_total(line: WordLine) -> bool:
    """Whether a line is the sum of rows above it."""
    return bool(_TOTAL.match(plain(line.text()).replace(" ", "")))


def date_at(words: Sequence[Word], place: int) -> int:
    """The number of words from ``place`` on that form a date, as many as possible; or 0."""
    length = 0
    for count in range(1, min(_DATE_WORDS, len(words) - place) + 1):
        some = words[place : place + count]
        if any(after.left - before.right > 2.5 * after.size for before, after in pairwise(some)):
            break
        if is_date(" ".join(word.text for word in some)):
            length = count
    return length


def runs(words: Sequence[Word], rules: Sequence[float]) -> list[Cell]:
    """Words joined into cells: those that are close together, without a ruled line between them."""
    groups: list[list[Word]] = []
    for word in words:
        last = groups[-1][-1] if groups else None
        if last and word.left - last.right < _SAME_CELL * word.size and not ruled_off(rules, last.right, word.left):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [Cell(some[0].left, some[-1].right, joined(some)) for some in groups]


def joined(words: Sequence[Word]) -> str:
    """The text of words of one line; words that nearly touch become one."""
    parts = [words[0].text] if words else []
    for before, word in pairwise(words):
        parts += [" " if word.left - before.right > 0.12 * word.size else "", word.text]
    return "".join(parts)


def labels(line: WordLine, rules: Sequence[float]) -> list[Cell]:
    """The cells of a line that can name columns; empty where one of them is a date, a number or a sentence. Single
    characters in a row are one name that was spaced out to fill its column."""
    cells: list[Cell] = []
    single = False
    for cell in runs(line.words, rules):
        last = cells[-1] if cells else None
        alone = len(cell.text) == 1 and ord(cell.text) > 0x2E7F
        if last and single and alone and cell.left - last.right < 3.5 * line.words[0].size:
            cells[-1] = Cell(last.left, cell.right, last.text + cell.text)
        else:
            cells.append(cell)
        single = alone
    odd = any(len(cell.text) > _LONGEST_LABEL or is_date(cell.text) or is_number(cell.text) for cell in cells)
    return [] if odd or len(cells) < 2 else cells


def label_count(cells: Iterable[Cell]) -> int:
    """How many of the cells are usual column names."""
    return sum(1 for cell in cells if _LABEL.search(plain(cell.text)))


def borders(names: Sequence[Cell], below: Sequence[Cell], rules: Sequence[float]) -> list[float]:
    """Where each column ends, except the last. If the rows form as many columns as there are names, the end is between
    these columns; otherwise at a ruled line between two names, or where the fewest cells are cut."""
    columns = formed(below)
    if len(columns) == len(names) and not any(
        _belongs_elsewhere(names, place, column) for place, column in enumerate(columns)
    ):
        return [(before.right + after.left) / 2 for before, after in pairwise(columns)]
    ends = []
    for left, right in pairwise(names):
        ruled = [place for place in rules if left.right - 1 <= place <= right.left + 1]
        ruled = ruled or [place for place in rules if left.middle <= place <= right.middle]
        ends.append(ruled[0] if len(ruled) == 1 else _widest_gap(left, right, below))
    return ends


def formed(below: Sequence[Cell]) -> list[Cell]:
    """The columns that rows form, from the extents of cells below each other."""
    columns: list[Cell] = []
    for cell in sorted(below):
        if columns and cell.left < columns[-1].right:
            columns[-1] = Cell(columns[-1].left, max(columns[-1].right, cell.right), "")
        else:
            columns.append(cell)
    return columns


def column_at(ends: Sequence[float], word: Word) -> int:
    """The column in which the middle of a word is."""
    return sum((word.left + word.right) / 2 > end for end in ends)


def _belongs_elsewhere(names: Sequence[Cell], place: int, column: Cell) -> bool:
    """Whether a column is printed under another name than the name with the same number."""
    under = [number for number, name in enumerate(names) if name.left < column.right and column.left < name.right]
    return bool(under) and place not in under


def _widest_gap(left: Cell, right: Cell, below: Sequence[Cell]) -> float:
    """The middle of the gap between two column names into which the fewest cells reach; of several gaps, the widest."""
    low, high = left.middle, right.middle
    near = [cell for cell in below if cell.right > low and cell.left < high]
    every = {low, high, left.right, right.left, *(edge for cell in near for edge in (cell.left, cell.right))}
    spans: list[tuple[int, float, float]] = []
    for begin, end in pairwise(sorted(edge for edge in every if low <= edge <= high)):
        middle = (begin + end) / 2
        cut = sum(cell.left < middle < cell.right for cell in near)
        cut += 2 * sum(name.left < middle < name.right for name in (left, right))
        if spans and spans[-1][0] == cut:
            begin = spans.pop()[1]
        spans.append((cut, begin, end))
    _, begin, end = min(spans, key=lambda span: (span[0], span[1] - span[2]), default=(0, left.right, right.left))
    return (begin + end) / 2
