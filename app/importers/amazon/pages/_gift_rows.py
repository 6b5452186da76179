"""The rows of a gift-card page: from its saved table, or from the text that copying the page leaves."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from app.importers.amazon._common.gift_words import DATE, day_of, plain


class Row(NamedTuple):
    """One movement, with the texts of the page."""

    line: int
    date: str
    description: str
    amount: str
    balance: str


class Layout(NamedTuple):
    """Where the table has what: column numbers, None where it has no such column."""

    date: int
    description: int
    amount: int
    balance: int | None


_HEADERS = {
    "balance": ("balance", "残高", "saldo", "solde", "guthaben"),
    "date": ("date", "日付", "利用日", "取引日", "datum", "fecha", "data"),
    "amount": ("amount", "金額", "betrag", "montant", "importe", "importo"),
    "description": ("description", "説明", "内容", "詳細", "履歴", "beschreibung", "descripción", "descrizione"),
}
_SYMBOL = r"(?:[A-Z]{0,3}[$€£¥₹₩₺]|[A-Z]{3}(?= ?[-+\d])|R\$)"
_NUMBER = r"\d{1,3}(?:[., '’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,3})?"
_AFTER = r"(?:[€£円元]|kr\b|zł|TL\b|[A-Z]{3}\b)"
_MARKED = rf"[-+(]? ?(?:{_SYMBOL} ?[-+(]? ?(?:{_NUMBER})|(?:{_NUMBER}) ?{_AFTER})\)?-?"
_LAST_AMOUNT = re.compile(rf"(?<![\w.,-])(?:{_MARKED})$")
_BARE_AMOUNT = re.compile(r"[-+]?\d{1,3}(?:,\d{3})*(?:\.\d{2})?")
_NAMED = re.compile(r"gift|ギフト|geschenk|gutschein|cadeau|regalo|amazon")
_OWN = re.compile(
    r"gift|ギフト|注文|返金|登録|チャージ|geschenk|gutschein|cadeau|regalo|refund from amazon|amazon\.[a-z.]+ order"
    r"|claim code|serial number"
)


def layout(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Layout | None:
    """The columns by the words of the header or, where these are unknown, by shape: day, text, amount, balance."""
    places: dict[str, int] = {}
    for number, name in enumerate(header):
        word = plain(name).casefold()
        for key, words in _HEADERS.items():
            if any(known in word for known in words) and "期限" not in word and "expir" not in word:
                places.setdefault(key, number)
                break
    if {"date", "description", "amount"} <= places.keys():
        return Layout(places["date"], places["description"], places["amount"], places.get("balance"))
    shaped = [row for row in rows if len(row) == 4 and day_of(row[0]) and is_amount(row[2]) and is_amount(row[3])]
    return Layout(0, 1, 2, 3) if shaped and len(shaped) == len(rows) else None


def is_amount(text: str) -> bool:
    """Is this cell an amount of money and nothing else?"""
    cell = signs(text)
    return bool(cell) and (bool(_BARE_AMOUNT.fullmatch(cell)) or trailing_amount(cell) == ("", cell))


def is_gift_card(descriptions: Iterable[str]) -> bool:
    """Whether these rows are movements of a gift card. They must speak of gift cards and orders, which bank statements
    with the same columns do not do; and at least one must name the shop or gift cards themselves, which lists of
    other wallets do not do."""
    texts = [plain(text).casefold() for text in descriptions]
    ours = sum(bool(_OWN.search(text)) for text in texts)
    return 2 * ours >= len(texts) and any(_NAMED.search(text) for text in texts)


def table_rows(where: Layout, rows: Iterable[tuple[int, Sequence[str]]]) -> Iterator[Row]:
    """The movements of a saved table; without empty rows and repeated headers."""
    for line, cells in rows:
        picked = [cells[i].strip() if i is not None and i < len(cells) else "" for i in where]
        header = layout(cells, ()) is not None and not day_of(picked[0])
        if any(cell.strip() for cell in cells) and not header:
            yield Row(line, *picked)


def text_rows(lines: Iterable[tuple[int, str]]) -> Iterator[Row]:
    """The movements in pasted text, whether each takes one line, several lines, or one line a cell.

    A movement begins with a day and ends with its balance. A day with an amount but without words belongs to the list
    of expiry dates on the same page.
    """
    line, day, words, amounts = 0, "", [], []  # type: int, str, list[str], list[str]
    for number, kind, text in _tokens(lines):
        if kind == "day":
            yield from _finished(line, day, words, amounts)
            line, day, words, amounts = number, text, [], []
        elif day and kind == "amount" and words and len(amounts) < 2:
            amounts.append(text)
        elif day and kind == "words" and not amounts:
            words.append(text)
    yield from _finished(line, day, words, amounts)


def _finished(line: int, day: str, words: list[str], amounts: list[str]) -> Iterator[Row]:
    if day and words and amounts:
        yield Row(line, day, "\n".join(words), amounts[0], amounts[1] if len(amounts) > 1 else "")


def _tokens(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Days, amounts and words with their line numbers, in reading order."""
    for number, text in lines:
        for cell in text[:2_000].split("\t"):
            remainder = signs(cell)
            day = DATE.match(remainder)
            if day and (day.end() == len(remainder) or remainder[day.end()] == " "):
                yield number, "day", day.group()
                remainder = remainder[day.end() :].strip()
            if _BARE_AMOUNT.fullmatch(remainder):
                yield number, "amount", remainder
                continue
            amounts: list[str] = []
            while remainder and len(amounts) < 2 and (split := trailing_amount(remainder)):
                remainder = split[0]
                amounts.insert(0, split[1])
            if remainder:
                yield number, "words", remainder
            for amount in amounts:
                yield number, "amount", amount


def trailing_amount(text: str) -> tuple[str, str] | None:
    """The text before the marked amount that it ends with, and the amount. Only its end is searched: amounts are short,
    and what an attacker writes must not make the search slow."""
    tail = text[-40:]
    match = _LAST_AMOUNT.search(tail)
    return (text[: len(text) - len(tail) + match.start()].strip(), match.group().strip()) if match else None


def signs(text: str) -> str:
    return re.sub(r"[\u2010-\u2015\u2212]", "-", plain(text))
