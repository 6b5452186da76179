"""Statements printed in a PDF: their days, their currency, and the amounts that stand around their table."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from unicodedata import normalize

import polars as pl

from app.importers.month_names import MONTHS
from app.importers.shared.cells.number_notations import point_before_cents
from app.reader.table import Head

_MONTH = rf"(?P<name>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?(?![^\W\d_])"
_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988}
_YEAR_FIRST = r"(?P<y>(?:19|20)\d\d)[-/.年] ?(?P<m>\d{1,2})[-/.月] ?(?P<d>\d{1,2})日?"
_FORMS = [
    re.compile(rf"(?<![\dA-Za-z]){form}", re.IGNORECASE)
    for form in (
        _YEAR_FIRST,
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        r"(?P<era>令和|平成|[rh])\.? ?(?P<n>\d{1,2})[-/.年] ?(?P<m>\d{1,2})[-/.月] ?(?P<d>\d{1,2})日?",
        r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<c>\d{4}|\d\d)(?!\d)",
        r"(?P<y>\d\d)年? (?P<m>\d{1,2})月? (?P<d>\d{1,2})日?(?!\d)",
        r"(?P<y>\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日",
        rf"(?P<d>\d{{1,2}})\.?[- ]?(?:de )?{_MONTH}[- ,]*(?:de )?(?P<y>(?:19|20)\d\d|\d\d(?![\d:/]))?",
        rf"{_MONTH} ?(?P<d>\d{{1,2}})(?!\d)(?:,? (?P<y>(?:19|20)\d\d))?",
        r"(?P<m>\d{1,2})月 ?(?P<d>\d{1,2})日",
        r"(?P<a>\d{1,2})/(?P<b>\d{1,2})(?![\d/])",
    )
]
_PERIOD = re.compile(
    r"period|closing|opening|statement|through|billing|cycle|期間|締|発行|作成|照会|zeitraum|kontoauszug|période|período",
    re.IGNORECASE,
)
_NOT_PERIOD = re.compile(r"\bdue\b|支払日|引落日", re.IGNORECASE)
_EARLIER = timedelta(days=45)  # by which a row may precede the period of its statement
_AMOUNT = re.compile(
    r"(?<![\d/.,年月])((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{2})?)(?! ?[年月日回件名枚%]|[\d/.,]\d|\d|-\d)"
)
_OTHER_DOLLARS = re.compile(
    r"\b(?:CAD|AUD|SGD|HKD|NZD|TWD|Canada|Australia|Singapore|Hong Kong|New Zealand)\b|NT\$|S\$|HK\$|A\$|C\$"
)
Day = tuple[int | None, int, int]  # year (None where it is not printed), month, day


_CODES = re.compile(r"\b(?:EUR|CHF|GBP|SEK|NOK|DKK|PLN|CZK|HUF)\b")
_GIFT_CARD = re.compile(r"ギフト(?:カード|券)|gift ?card|geschenkgutschein|chèque-cadeau|carte-cadeau", re.IGNORECASE)
_OF_GIFT_CARD = re.compile(rf"{_GIFT_CARD.pattern}|注文|返金|amazon|登録|チャージ", re.IGNORECASE)


def is_gift_card_page(head: Head) -> bool:
    """Whether this table is the printed history of a gift card and not of an account: a line beside it or a name of a
    column says so, and every row is a use, a refund or a registration of it."""
    beside = [*head.header, *(text for _, text in head.around)]
    rows = (" ".join(row) for row in head.sample)
    return any(map(_GIFT_CARD.search, beside)) and all(map(_OF_GIFT_CARD.search, rows))


def plain(text: str) -> str:
    """A text in its usual characters and with single spaces."""
    return re.sub(r"\s+", " ", normalize("NFKC", point_before_cents(text))).strip()


def currency_of(head: Head) -> str | None:
    """The currency of a printed statement, by its signs; None where they leave a choice."""
    words = "\n".join(
        [*head.header, *(cell for row in head.sample for cell in row), *(text for _, text in head.around)]
    )
    names = plain(" ".join(head.header))
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", names) or "円" in words:
        return "JPY"
    signs = {sign for sign in "$£€¥￥" if sign in words}
    if signs == {"$"} and not _OTHER_DOLLARS.search(words):
        return "USD"
    codes = set(_CODES.findall(words))
    if not signs:
        return codes.pop() if len(codes) == 1 else None
    return {"£": "GBP", "€": "EUR"}.get("".join(signs))


def printed_amounts(text: str, decimals: int) -> Iterator[int]:
    """The amounts in a line, in minor units, without their signs; ``decimals`` are those of the currency."""
    for amount in _AMOUNT.findall(plain(text)):
        whole, _, part = amount.replace(",", "").partition(".")
        if len(whole) < 13 and len(part) == decimals:
            yield int(whole + part)


def days(texts: Sequence[str | None], head: Head, currency: str) -> pl.DataFrame:
    """``at`` and ``at_basis`` of printed days; null where a text is not a day. Of two days in a cell the earlier
    counts. A day without a year gets the year that puts it into the period of the statement, or the year of the row
    above."""
    spans = _period(head, currency)
    result: list[date | None] = []
    for text in texts:
        some = [_dated(day, spans, result) for day in _days_alone(plain(text or ""), currency)]
        known = [day for day in some if day]
        result.append(min(known) if known and len(known) == len(some) else None)
    at = [datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None for day in result]
    frame = pl.DataFrame({"at": pl.Series(at, dtype=pl.Datetime("us", "UTC"))})
    return frame.with_columns(at_basis=pl.when(pl.col("at").is_not_null()).then(pl.lit("date_only")))


def _period(head: Head, currency: str) -> tuple[date, date] | None:
    """The first and the last day that the statement can hold."""
    best: tuple[date, date] | None = None
    for _, text in head.around:
        line = plain(text)
        if not _PERIOD.search(line) or _NOT_PERIOD.search(line):
            continue
        full = sorted({date(*day) for day in _days_in(line, currency) if day[0]})  # type: ignore[arg-type]
        if len(full) > 1 and (full[-1] - full[0]).days < 400:
            return full[0] - _EARLIER, full[-1]
        if full and best is None:
            best = (full[-1] - timedelta(days=364), full[-1])
    return best


def _dated(day: Day, span: tuple[date, date] | None, before: Sequence[date | None]) -> date | None:
    year, month, number = day
    if year is not None:
        return _day(year, month, number)
    if span is not None:
        candidates = (_day(possible, month, number) for possible in range(span[1].year, span[0].year - 1, -1))
        return next((fitting for fitting in candidates if fitting and span[0] <= fitting <= span[1]), None)
    last = next((earlier for earlier in reversed(before) if earlier), None)
    if last is None:
        return None
    same = _day(last.year, month, number)
    return _day(last.year + 1, month, number) if same and (last - same).days > 180 else same


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _days_alone(text: str, currency: str) -> list[Day]:
    """The days in a cell that holds only days."""
    remainder = text
    for form in _FORMS:
        remainder = form.sub("", remainder)
    return [] if re.search(r"\w", re.sub(r"\([月火水木金土日]\)", "", remainder)) else _days_in(text, currency)


def _days_in(text: str, currency: str) -> list[Day]:
    """The days in a text, in their order; in an account in dollars the month comes first, in yen the year."""
    result: list[Day] = []
    place = 0
    while place < len(text):
        hits = [hit for form in _FORMS if (hit := form.search(text, place))]
        hit = min(hits, key=lambda match: match.start(), default=None)
        if hit is None:
            break
        place = hit.end()
        if day := _parts(hit.groupdict(), currency):
            result.append(day)
    return result


def _parts(part: dict[str, str | None], currency: str) -> Day | None:
    """A day that exists, from the parts of a form."""
    year: int | None = None
    if (a := part.get("a")) and (b := part.get("b")):
        first, second, third = int(a), int(b), part.get("c")
        if third and len(third) == 2 and currency == "JPY":
            year, month, number = 2000 + first, second, int(third)
        else:
            month, number = (first, second) if currency in ("USD", "JPY") else (second, first)
            year = int(third) + (2000 if len(third) == 2 else 0) if third else None
    else:
        month = MONTHS[name.casefold()] if (name := part.get("name")) else int(part["m"] or 0)
        number = int(part["d"] or 0)
        if era := part.get("era"):
            year = _ERAS[era.lower()] + int(part["n"] or 0)
        elif stated := part.get("y"):
            year = int(stated) + (2000 if len(stated) == 2 else 0)
    return (year, month, number) if 1990 <= (year or 2024) < 2101 and _day(year or 2024, month, number) else None
