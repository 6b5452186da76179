"""The words of gift-card pages in the languages of Amazon's sites: dates, kinds of movement, shops, currencies."""

import re
import unicodedata
from datetime import date

from app.importers.month_names import MONTHS
from app.importers.shared.cells.money import OWN_MARKS
from app.importers.shared.cells.number_notations import point_before_cents

_YEAR_FIRST = r"(?P<y1>\d{4})(?:年|[-/.]) ?(?P<m1>\d{1,2})(?:月|[-/.]) ?(?P<d1>\d{1,2})日?"
_DAY_FIRST = r"(?P<d2>\d{1,2})(?:st|nd|rd|th)?\.? (?:de )?(?P<m2>[^\W\d_]{3,10})\.?,? (?:de )?(?P<y2>\d{4})"
_MONTH_FIRST = r"(?P<m3>[^\W\d_]{3,10})\.? (?P<d3>\d{1,2})(?:st|nd|rd|th)?,? (?P<y3>\d{4})"
_POINTS = r"(?P<d4>\d{1,2})\.(?P<m4>\d{1,2})\.(?P<y4>\d{4})"  # written with points, the day always comes first
_SLASHES = r"(?P<a5>\d{1,2})/(?P<b5>\d{1,2})/(?P<y5>\d{4})"
DATE = re.compile("|".join((_YEAR_FIRST, _DAY_FIRST, _MONTH_FIRST, _POINTS, _SLASHES)))

# Currency by the shop, for marks that several currencies share and for amounts without a mark.
SHOP_CURRENCIES = {
    "amazon.com": "USD",
    "amazon.ca": "CAD",
    "amazon.com.mx": "MXN",
    "amazon.com.br": "BRL",
    "amazon.com.au": "AUD",
    "amazon.sg": "SGD",
    "amazon.co.jp": "JPY",
    "amazon.cn": "CNY",
    "amazon.in": "INR",
    "amazon.co.uk": "GBP",
    "amazon.se": "SEK",
    "amazon.pl": "PLN",
    "amazon.com.tr": "TRY",
    "amazon.ae": "AED",
    "amazon.sa": "SAR",
    "amazon.eg": "EGP",
    "amazon.co.za": "ZAR",
    **dict.fromkeys(("amazon.de", "amazon.fr", "amazon.it", "amazon.es", "amazon.nl"), "EUR"),
    **dict.fromkeys(("amazon.com.be", "amazon.ie"), "EUR"),
}
_SHARED_MARKS = {"$": {"USD", "CAD", "AUD", "MXN", "SGD"}, "¥": {"JPY", "CNY"}, "KR": {"SEK"}, "TL": {"TRY"}}
_CODE = re.compile(r"[A-Z]{3}")
_SHOP = re.compile(
    r"(?<![A-Za-z0-9.-])amazon\.(?:co\.(?:jp|uk|za)|com(?:\.(?:au|be|br|mx|tr))?|[a-z]{2})(?![A-Za-z0-9-]|\.[A-Za-z0-9])",
    re.IGNORECASE,
)
_JAPANESE = re.compile(r"[ぁ-ヿ]|\d年\d{1,2}月")

# English wording is Amazon's own. The Japanese key words count only with the sign that they must have.
_ENGLISH = (
    (re.compile(r"\bgift cards? applied to\b"), "applied"),
    (re.compile(r"^refund from\b"), "refund"),
    (re.compile(r"\bpromotional\b"), "promotional"),
    (re.compile(r"\breload(?:ed)?\b"), "reload"),
    (re.compile(r"^gift cards? added\b"), "added"),
)
_KEY_WORDS = (
    (re.compile("返金"), "refund", 1),
    (re.compile("登録"), "added", 1),
    (re.compile("チャージ"), "reload", 1),
    (re.compile("注文.*(?:適用|利用|使用)|(?:適用|利用|使用).*注文"), "applied", -1),
)


def plain(text: str) -> str:
    """Full-width forms made plain, spaces joined. Cut, because no cell of such a page is long."""
    return " ".join(unicodedata.normalize("NFKC", point_before_cents(text[:1_000])).split())


def day_of(text: str) -> date | None:
    """The calendar day in a cell that holds only a date of 1990 to 2100; None for other cells, and for a text such as
    ``03/04/2025``, which could be two days."""
    match = DATE.fullmatch(plain(text))
    if not match:
        return None
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    if "a" in parts:
        first, second = int(parts["a"]), int(parts["b"])
        if first <= 12 and second <= 12 and first != second:
            return None
        parts["d"], parts["m"] = (parts["a"], parts["b"]) if second <= 12 else (parts["b"], parts["a"])
    month = int(parts["m"]) if parts["m"].isdecimal() else MONTHS.get(parts["m"].casefold(), 0)
    try:
        day = date(int(parts["y"]), month, int(parts["d"]))
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None


def kind_of(description: str, amount: int | None) -> str:
    """applied | refund | added | reload | promotional, or unknown for wording that we do not know for certain."""
    text = plain(description).casefold()
    for pattern, kind in _ENGLISH:
        if pattern.search(text):
            return kind
    matches = {kind for pattern, kind, sign in _KEY_WORDS if pattern.search(text) and amount and amount * sign > 0}
    return matches.pop() if len(matches) == 1 else "unknown"


def shop_of(description: str) -> str | None:
    """The one shop that a text names, in lower case."""
    shops = {name.lower() for name in _SHOP.findall(plain(description))}
    return shops.pop() if len(shops) == 1 else None


def is_japanese(texts: list[str]) -> bool:
    """Do these cells come from a page in Japanese?"""
    return any(_JAPANESE.search(text) for text in texts)


def currency_of(amount: str, shops: set[str], japanese: bool) -> str | None:
    """The currency of an amount by its mark and, where currencies share the mark, by the shops that the page names."""
    mark = re.sub(r"[\d\s.,()+\-−△▲'\\]", "", plain(amount)).upper()
    if mark in OWN_MARKS or _CODE.fullmatch(mark):
        return OWN_MARKS.get(mark, mark)
    candidates = {SHOP_CURRENCIES[shop] for shop in shops if shop in SHOP_CURRENCIES}
    if japanese and mark in ("", "¥"):
        return "JPY"
    if mark:
        candidates &= _SHARED_MARKS.get(mark, set())
    return candidates.pop() if len(candidates) == 1 else None
