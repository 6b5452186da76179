"""Lines of text become tokens: days, times, amounts, and the words between them, each with its box."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, Protocol

from app.importers.screens.days import Day, day_of
from app.importers.screens.rows import Box

TokenKind = Literal["day", "time", "amount", "text"]
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "▲": "-", "△": "-", "‐": "-", "、": ",", "歷": "歴", "额": "額"})
_BEFORE = {
    "¥": "JPY",
    "Y": "JPY",
    "JPY": "JPY",
    "US$": "USD",
    "$": "USD",
    "USD": "USD",
    "€": "EUR",
    "EUR": "EUR",
    "£": "GBP",
    "GBP": "GBP",
}
_AFTER = {
    **dict.fromkeys(("円", "JPY"), "JPY"),
    **dict.fromkeys(("ポイント", "ポ", "pt", "pts", "points", "point", "P", "マイル"), "POINT"),
    "USD": "USD",
    "EUR": "EUR",
    "€": "EUR",
    "GBP": "GBP",
}
_NUMBER = r"\d{1,3}(?:[,.] ?\d{3})+(?:\.\d{2})?(?!\d)|\d+(?:\.\d{1,2})?(?!\d)"
_MARKED = re.compile(
    r"(?P<sign>[+-] ?)?(?P<before>JPY|USD|EUR|GBP|US\$|[¥$€£]|(?<![A-Za-z])Y(?=[\d ]))\s?"
    rf"(?P<inner>[+-] ?)?(?P<number>{_NUMBER})(?P<tail>-)?"
    rf"|(?<![\d.,/])(?<!\d[-:])(?P<sign2>[+-] ?)?(?P<number2>{_NUMBER})\s?"
    r"(?P<after>円|ポイント|ポ|pts?\b|points?\b|P(?![A-Za-z])|マイル|JPY|USD|EUR|GBP|€)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?P<sign>[+-] ?)?(?P<number>\d{1,3}(?:[,.]\d{3})+(?:\.\d{2})?|\d{1,3}|\d{1,7}\.\d{2})")
_TIME = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s?(?<![\d:])(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?!\d)"
    r"|時(?P<minute2>[0-5]?\d)分(?:(?P<second2>[0-5]?\d)秒)?)\s?(?P<half2>[AP]\.?M\.?)?",
    re.IGNORECASE,
)
_SURE = re.compile(r"[\d,.]")  # of marks there are several forms, which share their probability


class ReadLine(Protocol):
    """A line as ``app.reader.pictures`` gives it."""

    @property
    def box(self) -> tuple[int, int, int, int]: ...
    @property
    def text(self) -> str: ...
    @property
    def lefts(self) -> Sequence[float]: ...
    @property
    def rights(self) -> Sequence[float]: ...
    @property
    def sure(self) -> Sequence[float]: ...
    @property
    def again(self) -> str: ...


class Token(NamedTuple):
    """A part of a line. ``printed`` is what stands there; of an amount, ``value`` are its digits with a decimal point,
    ``sign`` is ``+``, ``-`` or empty, ``currency`` empty where it is not marked; of a time ``value`` is ``HH:MM``.
    ``sure`` is the least probability of its digits, ``doubt`` why it may be misread (a code), ``before`` and ``after``
    are the words beside it in its line of text, ``whole`` is that line, ``label`` are the words beside it in its visual
    line, without spaces."""

    kind: TokenKind
    printed: str
    box: Box
    line: int
    value: str = ""
    sign: str = ""
    currency: str = ""
    day: Day | None = None
    sure: float = 1.0
    doubt: str = ""
    before: str = ""
    after: str = ""
    label: str = ""
    whole: str = ""


class _Text(NamedTuple):
    """A line after NFKC: each character with its left and right end and probability."""

    text: str
    lefts: Sequence[float]
    rights: Sequence[float]
    sure: Sequence[float]


def tokens_of(lines: Sequence[ReadLine]) -> list[Token]:
    """The tokens of all lines, in the order of the lines."""
    return [token for number, line in enumerate(lines) for token in _tokens(number, line)]


def _normal(line: ReadLine) -> _Text:
    characters, lefts, rights, sure = list[str](), list[float](), list[float](), list[float]()
    for place, character in enumerate(line.text):
        for normal in unicodedata.normalize("NFKC", character).translate(_SIGNS):
            characters.append(normal)
            lefts.append(line.lefts[place])
            rights.append(line.rights[place])
            sure.append(line.sure[place])
    return _Text("".join(characters), lefts, rights, sure)


def _tokens(number: int, line: ReadLine) -> Iterator[Token]:
    normal = _normal(line)
    spans = sorted(_spans(normal.text), key=lambda span: span[0])
    differs = bool(line.again) and _figures(line.again) != _figures(line.text)
    end = 0
    for start, stop, token in [*spans, (len(normal.text), len(normal.text), None)]:
        if (words := normal.text[end:start]).strip(" ·・|/()[]-、,"):
            first = end + len(words) - len(words.lstrip())
            yield _placed(Token("text", words.strip(), Box(0, 0, 0, 0), number), normal, line, first, start)
        if token is not None:
            sure = min(
                (p for c, p in zip(normal.text[start:stop], normal.sure[start:stop], strict=True) if _SURE.match(c)),
                default=1.0,
            )
            doubt = token.doubt or ("other-reading" if differs and token.kind in ("amount", "day") else "")
            yield _placed(token._replace(line=number, sure=sure, doubt=doubt), normal, line, start, stop)
        end = stop


def _figures(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return re.sub(r"[^\d+-]", "", normal)


def _placed(token: Token, normal: _Text, line: ReadLine, start: int, stop: int) -> Token:
    """The token with its box: a part of the line from its first to its last character."""
    whole = start == 0 and stop == len(normal.text)
    left = line.box[0] if whole or start == 0 else round(normal.lefts[start])
    right = line.box[2] if whole or stop >= len(normal.text) else round(normal.rights[stop - 1])
    before, after = normal.text[:start].strip(), normal.text[stop:].strip()
    box = Box(left, line.box[1], max(left + 1, right), line.box[3])
    return token._replace(before=before, after=after, whole=normal.text.strip(), box=box)


def _spans(text: str) -> Iterator[tuple[int, int, Token]]:
    """The days, times and amounts in a text; none overlaps another."""
    taken = list[tuple[int, int]]()
    nowhere = Box(0, 0, 0, 0)
    for start, stop, day in day_of(text):
        taken.append((start, stop))
        yield start, stop, Token("day", text[start:stop], nowhere, 0, day=day)
    for start, stop in taken:  # a clock may follow a day without a space
        text = text[:start] + " " * (stop - start) + text[stop:]
    for match in _TIME.finditer(text):
        if _free(span := _printed(match), taken):
            yield *span, Token("time", match[0].strip(), nowhere, 0, value=_clock(match))
            taken.append(span)
    for match in _MARKED.finditer(text):
        if _free(match.span(), taken):
            yield *match.span(), _amount(match, nowhere)
            taken.append(match.span())
    if not taken and (bare := _BARE.fullmatch(text.strip())):
        yield 0, len(text), _bare(bare, nowhere)


def _printed(match: re.Match[str]) -> tuple[int, int]:
    """Where a match begins and ends, without the spaces around it."""
    return match.start() + len(match[0]) - len(match[0].lstrip()), match.start() + len(match[0].rstrip())


def _free(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    start, stop = span
    return start < stop and all(stop <= first or start >= last for first, last in taken)


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"] or match["minute2"])
    half = (match["half"] or match["half2"] or "").upper().replace(".", "")
    if half in ("午後", "PM") and hour < 12:
        hour += 12
    if half in ("午前", "AM") and hour == 12:
        hour = 0
    second = match["second"] or match["second2"]
    return f"{hour:02}:{minute:02}" + (f":{int(second):02}" if second else "")


def _amount(match: re.Match[str], box: Box) -> Token:
    number = match["number"] or match["number2"]
    mark = match["before"] or match["after"] or ""
    names = _BEFORE if match["before"] else _AFTER
    currency = names.get(mark) or names.get(mark.upper()) or names.get(mark.lower(), "")
    sign = (match["sign"] or match["inner"] or match["sign2"] or match["tail"] or "").strip()
    value, doubt = _digits(number, currency)
    return Token("amount", match[0].strip(), box, 0, value, sign, currency, doubt=doubt)


def _bare(match: re.Match[str], box: Box) -> Token:
    value, doubt = _digits(match["number"], "")
    return Token("amount", match[0].strip(), box, 0, value, (match["sign"] or "").strip(), "", doubt=doubt)


def _digits(number: str, currency: str) -> tuple[str, str]:
    """The digits of a number, and whether their grouping is odd."""
    plain = number.replace(" ", "")
    whole, point, cents = plain.rpartition(".")
    if point and len(cents) <= 2 and currency not in ("JPY", "POINT"):
        groups, decimals = whole.split(","), "." + cents.ljust(2, "0")
    else:
        groups, decimals = re.split("[,.]", plain), ""
    odd = "." in "".join(groups) or (len(groups) > 1 and any(len(group) != 3 for group in groups[1:]))
    odd = odd or (not decimals and "." in plain) or (len(groups[0]) > 1 and groups[0].startswith("0"))
    digits = "".join(groups).replace(".", "").lstrip("0") or "0"
    return digits + decimals, "unclear-letters" if odd else ""
