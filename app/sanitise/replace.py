"""Replaces personal text by text of the same shape; the same input gives the same output within one run.

Letters become letters of the same kind (Latin, kana, kanji, half-width and so on) and digits digits, so that the layout
does not move. All dates move by the same number of days. Mail and internet addresses become addresses of the ranges
reserved for documentation.
"""

import hmac
import ipaddress
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from app.sanitise.dates import DATES, SHORT_NAMED, moved
from app.sanitise.words import known

# Enough of each kind; all of them exist in every Japanese encoding.
_POOLS = {
    "lower": "abcdefghijklmnopqrstuvwxyz",
    "digit": "0123456789",
    "hiragana": "あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろ",
    "katakana": "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロ",
    "half": "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛ",
    "kanji": "見本例示試作甲乙丙丁東西南北上下左右天地花月日星春夏秋冬朝夕金銀木火土水赤白黒大小長短高低",
    "wide": "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ",
    "wide_digit": "０１２３４５６７８９",
    "accented": "àéèêëîïôöùûüçñá",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "cyrillic": "абвгдежзиклмнопрстуфхцчшы",
    "hangul": "가나다라마바사아자차카타파하",
}
_KINDS = (
    ("digit", re.compile(r"[0-9]")),
    ("lower", re.compile(r"[A-Za-z]")),
    ("hiragana", re.compile(r"[ぁ-ゖ]")),
    ("katakana", re.compile(r"[ァ-ヺー]")),
    ("half", re.compile(r"[ｦ-ﾟ]")),
    ("kanji", re.compile(r"[一-鿿㐀-䶿豈-﫿々〆]|[\U00020000-\U0003ffff]")),
    ("wide_digit", re.compile(r"[０-９]")),
    ("wide", re.compile(r"[Ａ-Ｚａ-ｚ]")),
    ("accented", re.compile(r"[À-ɏ]")),
    ("greek", re.compile(r"[Ͱ-Ͽ]")),
    ("cyrillic", re.compile(r"[Ѐ-ӿ]")),
    ("hangul", re.compile(r"[가-힣ㄱ-ㅎ]")),
)
_PART = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_OFFSET = r"(?:Z|[+-]\d\d:?\d\d| [+-](?:0\d|1[0-4])(?:00|30|45))?"  # from UTC
_TOKENS = re.compile(
    r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<url>https?://[^\s\"'<>|]+)"
    rf"|(?P<ip4>(?<![\d.]){_PART}(?:\.{_PART}){{3}}(?![\d.]))"
    rf"|(?P<date>{DATES})"
    rf"|(?P<clock>(?<![\d:])\d{{1,2}}:\d\d(?::\d\d(?:[.,]\d+)?)?{_OFFSET}(?![\d:]))"
    r"|(?P<year>(?<=\()(?:19|20)\d\d(?=\)))"
    r"|(?P<site>(?<![\w.])amazon\.(?:com?\.)?[a-z]{2,3}(?![a-z]))"
    r"|(?P<ip6>(?<![\w:])(?:[0-9A-F]{1,4}:){2,7}(?::?[0-9A-F]{1,4}){1,6}(?![\w:]))"
    r"|(?P<money>(?:[$€£¥￥₹₩\\]|(?<![A-Z])(?:JPY|USD|EUR|GBP)) ?[-+]?\d[\d,.]*"
    r"|(?<![\d.,-])[-+]?\d[\d,.]* ?(?:円|€)"
    r"|(?<![\w.,:/-])[-+]?\d{1,3}(?:[.,]?\d{3})*[.,]\d\d(?![\w.,:/]))"
    r"|(?P<order>(?<![\w-])(?:D\d\d|[A-Z]?\d{2,3})-\d{7}-\d{7}(?![\w-]))"
    r"|(?P<phone>(?<![\w-])(?:\+\d{1,3}[- ]?)?\(?0?\d{1,4}\)?[- ]\d{2,4}[- ]\d{3,4}(?![\w-]))"
    r"|(?P<mixed>(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6,})"
    r"|(?P<digits>\d+)"
    r"|(?P<latin>[A-ZÀ-ɏ]+)"
    r"|(?P<japanese>[ぁ-ヿ一-鿿々〆㐀-䶿豈-﫿ｦ-ﾟ]+|[\U00020000-\U0003ffff]+)"
    r"|(?P<other>[^\W_]+)",
    re.IGNORECASE,
)
_AMOUNT_COLUMN = re.compile(
    r"amount|price|total|subtotal|tax|charge|discount|owed|balance|fee|cost|quantity|qty|promotion|credit|debit|rate"
    r"|金額|残高|価格|値段|合計|小計|税|料|数量|個数|額|入金|出金|回数",
    re.IGNORECASE,
)
_PLACE_KEY = re.compile(r"(?:.*[_ .-])?(?:lat|lng|lon|latitude|longitude)(?:e7)?|緯度|経度", re.IGNORECASE)
_DAY_COLUMN = re.compile(r"日|date", re.IGNORECASE)
# Particles between words that are not hiragana, and units behind a number (or alone): they reveal nothing personal.
_BETWEEN = re.compile(
    r"(?<![ぁ-ゖ])(?:での|への|からの|から|まで|より|では|には|の|に|を|は|が|と|で|へ|も)(?![ぁ-ゖ])|(?<![ぁ-ヿ一-鿿])[年月火水木金土日時分秒円件個点回枚本様](?![ぁ-ヿ一-鿿])"
)
_NUMBER = re.compile(r"'?[-+△▲]?[\d,]*\d(?:\.\d+)?'?")


@dataclass
class Replacer:
    """The replacements of one run. ``key`` is deleted with it; ``factor`` multiplies amounts (1: they stay). In the
    file at hand ``day_first`` says which number of 03/04/2026 is the day; null where nothing decides."""

    key: bytes
    days: int
    factor: int = 1
    day_first: bool | None = None
    addresses: dict[str, str] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)

    def cell(self, text: str, column: str = "") -> str:
        """The text of one cell, in a column of this name."""
        if text.strip().lower() in known():
            return text
        if _NUMBER.fullmatch(text.strip()) and _AMOUNT_COLUMN.search(column):
            return self._amounts(text)
        if _DAY_COLUMN.search(column) and (day := self._short_day(text)):
            return day
        return _TOKENS.sub(self._token, text)

    def _short_day(self, text: str) -> str | None:
        """A day in a column of days that elsewhere would be a mere number: `260503`, `5/3/26 9:05`, `5 Mar 26`, or the
        count of days that spreadsheet programs write."""
        if re.fullmatch(r"[0-9]{6}", text):
            return (moved("20" + text, self.days) or "20" + text)[2:]
        if re.fullmatch(r"[3-7][0-9]{4}(?:\.[0-9]+)?", text):
            return str(int(text[:5]) + self.days) + text[5:]
        if named := SHORT_NAMED.fullmatch(text):
            day = moved(f"{named[1]}20{named[2]}", self.days)
            return f"{day[:-4]}{day[-2:]}" if day else None
        if short := re.fullmatch(r"([0-9]{1,2}/[0-9]{1,2}/)([0-9]{2})((?: .*)?)", text):
            day = moved(f"{short[1]}20{short[2]}", self.days, day_first=self.day_first)
            return f"{day[:-4]}{day[-2:]}{short[3]}" if day else None
        return None

    def number(self, text: str, column: str = "") -> str:
        """A bare number of a JSON document. Amounts and small numbers stay, times are moved, all other numbers are
        replaced."""
        if re.fullmatch(r"1\d{9}(?:\d{3}){0,2}", text):
            return str(int(text) + self.days * 86400 * 10 ** (len(text) - 10))
        if _PLACE_KEY.fullmatch(column.strip()):
            return self.word(text)
        if _AMOUNT_COLUMN.search(column) or "." in text or "e" in text.lower():
            return self._amounts(text)
        return text if len(text) <= 3 else self.word(text)

    def word(self, text: str) -> str:
        """A word of characters of the same kinds; upper and lower case of one word give the same replacement."""
        if text not in self.replaced:
            chosen = self._random(text.lower())
            replaced = "".join(_of_kind(character, chosen) for character in text)
            self.replaced[text] = "1" + replaced[1:] if replaced[:1] == "0" and text[:1] in "123456789" else replaced
        return self.replaced[text]

    def _random(self, text: str) -> random.Random:
        seed = hmac.digest(self.key, text.encode("utf-8", "surrogatepass"), "sha256")
        return random.Random(seed)  # noqa: S311 (seeded by a keyed hash)

    def _token(self, match: re.Match[str]) -> str:
        kind = str(match.lastgroup)
        text = match[0]
        if kind in ("latin", "japanese", "other"):
            return self._words(text)
        if kind in ("clock", "site", "year"):
            return text
        make: dict[str, Callable[[str], str]] = {
            "mail": self._mail,
            "url": self._url,
            "ip4": self._ip4,
            "ip6": self._ip6,
            "date": self._date,
            "money": self._amounts,
            "order": self._order,
            "phone": self._phone,
            "digits": self._digits,
            "mixed": lambda text: text if text.lower() in known() else text[:2] + self.word(text[2:]),
        }
        return make[kind](text)

    def _date(self, text: str) -> str:
        """The moved date; in dates with points the day comes first."""
        day_first = True if re.match(r"\d{1,2}\.", text) else self.day_first
        return moved(text, self.days, day_first=day_first) or self.word(text)

    def _words(self, text: str) -> str:
        """The text with its words replaced; words that the importers know stay, also inside Japanese text, which has no
        spaces."""
        if text.lower() in known():
            return text
        if text.isascii():  # two capitals are the code of a country, a state or a kind
            return text if re.fullmatch(r"[A-Z]{1,2}", text) else self.word(text)
        return "".join(piece if stays else self.word(piece) for piece, stays in _split(text))

    def _mail(self, text: str) -> str:
        name, _, domain = text.rpartition("@")
        return self.word(name) + ("@example.jp" if domain.endswith(".jp") else "@example.com")

    def _url(self, text: str) -> str:
        scheme, _, after = text.partition("://")
        host, slash, path = after.partition("/")
        host = host if host.lower().removeprefix("www.") in known() else "example.com"
        return f"{scheme}://{host}{slash}{self.word(path)}"

    def _ip4(self, text: str) -> str:
        try:
            outside = ipaddress.ip_address(text).is_global
        except ValueError:  # with zeros in front
            return self.word(text)
        if not outside:
            return text
        if text not in self.addresses:
            number = len([address for address in self.addresses.values() if "." in address])
            nets = ("203.0.113", "198.51.100", "192.0.2")
            more = f"198.18.{number // 254 % 256}"  # set aside for measuring networks; used when the others are full
            self.addresses[text] = f"{nets[number // 254] if number < 762 else more}.{number % 254 + 1}"
        return self.addresses[text]

    def _ip6(self, text: str) -> str:
        try:
            outside = ipaddress.ip_address(text).is_global
        except ValueError:
            return self.word(text)
        chosen = self._random(text.lower())
        return f"2001:db8::{chosen.randrange(1, 65536):x}:{chosen.randrange(65536):x}" if outside else text

    def _order(self, text: str) -> str:
        """An order number with the shop's beginning and zeros, so that no such order exists."""
        begin, first, second = text.split("-")
        return f"{begin}-000{self.word(first + second)[3:7]}-{self.word(second + first)[:7]}"

    def _phone(self, text: str) -> str:
        """Zeros except for the last four digits, so that no such number exists."""
        last = self.word(re.sub(r"\D", "", text)[-4:])
        count = sum(character.isdigit() for character in text)
        digits = iter("0" * (count - 4) + last)
        return "".join(next(digits) if character.isdigit() else character for character in text)

    def _digits(self, text: str) -> str:
        if len(text) <= 2:
            return text
        replaced = self.word(text)
        if len(text) >= 12 and luhn(replaced):  # never the number of a card
            replaced = replaced[:-1] + str((int(replaced[-1]) + 1) % 10)
        return replaced

    def _amounts(self, text: str) -> str:
        if self.factor == 1:
            return text
        return re.sub(r"\d[\d,]*(?:\.\d+)?", self._scaled, text)

    def _scaled(self, match: re.Match[str]) -> str:
        whole, dot, decimals = match[0].partition(".")
        digits = str(int(whole.replace(",", "") + decimals) * self.factor).zfill(len(decimals) + 1)
        front = digits[: len(digits) - len(decimals)] if decimals else digits
        return (f"{int(front):,}" if "," in whole else front) + (dot + digits[len(front) :] if decimals else "")


def _split(text: str) -> Iterator[tuple[str, bool]]:
    """A run of Japanese divided into known words (the longest first), particles, units, and the pieces between them."""
    start = at = 0
    while at < len(text):
        size = next((n for n in range(min(20, len(text) - at), 1, -1) if text[at : at + n].lower() in known()), 0)
        size = size or len(match[0]) if (match := _BETWEEN.match(text, at)) else size
        if size:
            if start < at:
                yield text[start:at], False
            yield text[at : at + size], True
            start = at = at + size
        else:
            at += 1
    if start < len(text):
        yield text[start:], False


def _of_kind(character: str, chosen: random.Random) -> str:
    for kind, shape in _KINDS:
        if shape.match(character):
            replaced = chosen.choice(_POOLS[kind])
            return replaced.upper() if character.isupper() else replaced
    return "〓" if character.isalnum() and not character.isascii() else character


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of the others, as on cards."""
    numbers = [int(digit) for digit in reversed(digits)]
    return sum(numbers[::2] + [sum(divmod(2 * digit, 10)) for digit in numbers[1::2]]) % 10 == 0
