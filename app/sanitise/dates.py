"""Dates moved by a number of days, in their original form."""

import re
import unicodedata
from datetime import date, timedelta

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "short": "jan feb mar apr may jun jul aug sep oct nov dec",
    "short_it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "short_fr": "janv févr mars avr mai juin juil août sept oct nov déc",
}
_NAMES = {language: tuple(names.split()) for language, names in _MONTHS.items()}
_NAME = "|".join(sorted({name for names in _NAMES.values() for name in names}, key=len, reverse=True))
_YEAR = r"(?:[12１２][90９０][0-9０-９][0-9０-９])"
_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?(?: [A-Z]{3,4})?"
DATES = (
    rf"(?<!\d){_YEAR}(?:[-/.]|年 ?)\d{{1,2}}(?:[-/.]|月 ?)\d{{1,2}}日?(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<!\d)\d{{1,2}}[-/.]\d{{1,2}}[-/.]{_YEAR}(?!\d)"
    rf"|(?<![^\W\d_])(?:{_NAME})\.? \d{{1,2}}(?:,? | {_CLOCK} ){_YEAR}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}\.?[ -](?:de )?(?:{_NAME})\.?,?[ -](?:de )?{_YEAR}(?!\d)"
)
SHORT_NAMED = re.compile(rf"(\d{{1,2}}[ -](?:{_NAME})[ -])(\d\d)", re.IGNORECASE)  # a day with a year of two digits
_PARTS = re.compile(rf"{_CLOCK} |\d+|{_NAME}", re.IGNORECASE)
_TWO_NUMBERS = re.compile(rf"(?<![\w/.-])(\d{{1,2}})(?:/(\d{{1,2}})/(?:{_YEAR}|\d\d)|-(\d{{1,2}})-{_YEAR})(?![\w/-])")
_MONTHS_A_YEAR = 12


def day_first(text: str) -> bool | None:
    """Whether the day comes before the month in dates such as 03/04/2026, 3/4/26 and 03-04-2026, decided by those of
    the text that allow only one reading; None where no date does, or where they disagree."""
    pairs = [(int(date[1]), int(date[2] or date[3])) for date in _TWO_NUMBERS.finditer(text)]
    first, second = any(a > _MONTHS_A_YEAR for a, _ in pairs), any(b > _MONTHS_A_YEAR for _, b in pairs)
    return None if first == second else first


def moved(text: str, days: int, *, day_first: bool | None = None) -> str | None:
    """A text that ``DATES`` matches, ``days`` later in the same form; None for a date that does not exist.

    ``day_first`` decides for dates such as 03/04/2026. Where it is null, such a date moves by whole years, at least by
    one, so that it is a date in either reading.
    """
    parts = [part for part in _PARTS.finditer(text) if ":" not in part[0]]
    if len(parts) == 1:
        parts = list(re.finditer(r"^\d{4}|(?<=^\d{4})\d\d|(?<=^\d{6})\d\d", text))
    if len(parts) != 3:
        return None
    year, month, day = _places([part[0] for part in parts], bool(day_first))
    either = day_first is None and year == 2 and all(_is_month(parts[place][0]) for place in (month, day))
    try:
        at = date(int(parts[year][0]), _month(parts[month][0]), int(parts[day][0]))
        at = (
            at.replace(year=at.year + (round(days / 365) or (1 if days > 0 else -1)))
            if either
            else at + timedelta(days)
        )
    except (ValueError, OverflowError):
        return None
    numbers = {year: str(at.year), month: _named(parts[month][0], at.month), day: str(at.day)}
    out, end = [], 0
    for number, part in enumerate(parts):
        out += [text[end : part.start()], _like(part[0], numbers[number])]
        end = part.end()
    return "".join(out) + text[end:]


def _places(parts: list[str], day_first: bool) -> tuple[int, int, int]:
    """The positions of year, month and day."""
    if len(parts[0]) == 4 and parts[0].isdigit():
        return 0, 1, 2
    if parts[0].isalpha() or parts[1].isalpha():
        return 2, int(parts[1].isalpha()), int(parts[0].isalpha())
    first = not _is_month(parts[0]) or (day_first and _is_month(parts[1]))
    return (2, 1, 0) if first else (2, 0, 1)


def _is_month(number: str) -> bool:
    return number.isdigit() and int(number) <= _MONTHS_A_YEAR


def _month(text: str) -> int:
    if text.isdigit():
        return int(text)
    return next(names.index(text.lower()) + 1 for names in _NAMES.values() if text.lower() in names)


def _named(text: str, month: int) -> str:
    """The month as a number, or as a name in the language of the original."""
    if text.isdigit():
        return str(month)
    order = ("short", *_NAMES) if len(text) == 3 else tuple(_NAMES)
    return next(_NAMES[language][month - 1] for language in order if text.lower() in _NAMES[language])


def _like(text: str, number: str) -> str:
    """The number in the form of the original: with as many leading zeros, in wide figures or with capitals."""
    if not text.isdigit():
        return number.upper() if text.isupper() else number.capitalize() if text[0].isupper() else number
    number = number.zfill(len(text)) if len(text) > 1 else number
    wide = unicodedata.normalize("NFKC", text) != text
    return "".join(chr(ord(figure) + 0xFEE0) for figure in number) if wide else number
