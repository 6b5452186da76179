"""Values as text: money, numbers, days, moments and names of countries in the usual form of a language."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from app.i18n.languages import LANGUAGES

# Babel is imported where it is needed: it takes longer to load than most commands take to run.


def number(count: int, lang: str) -> str:
    """A count with its thousands separated."""
    return f"{count:,}"


@lru_cache(4096)
def money(minor: int, currency: str | None, lang: str) -> str:
    """An amount in minor units of an ISO 4217 currency: ``¥1,280``, ``$12.34``. Without a currency: the bare number."""
    if not currency:
        return number(minor, lang)
    from babel.numbers import format_currency, get_currency_precision

    digits = get_currency_precision(currency)
    amount = Decimal(minor).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))
    text: str = format_currency(amount, currency, locale=LANGUAGES[lang].locale, decimal_quantization=False)
    return text.replace("￥", "¥")


@lru_cache(4096)
def day(date_: date, lang: str) -> str:
    """A calendar day: ``2026年3月3日`` or ``3 Mar 2026``."""
    from babel.dates import format_date

    return str(format_date(date_, LANGUAGES[lang].day, LANGUAGES[lang].locale))


@lru_cache(1024)
def month(date_: date, lang: str) -> str:
    """A month of a year: ``2026年3月`` or ``Mar 2026``."""
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMM", date_, locale=LANGUAGES[lang].locale))


def year(date_: date, lang: str) -> str:
    """A year: ``2026年`` or ``2026``."""
    from babel.dates import format_skeleton

    return str(format_skeleton("y", date_, locale=LANGUAGES[lang].locale))


def when(at: datetime | str | None, basis: str | None, lang: str, zone: str | None = None) -> str:
    """A moment in an IANA zone, which is named; only a day where only the day is known. Without a zone: in the zone
    that the text names (``2026-03-03T09:00:00Z[Asia/Tokyo]``, RFC 9557), else in UTC."""
    language = LANGUAGES[lang]
    if at is None:
        return language.no_moment
    if isinstance(at, str):
        text, _, named = at.rstrip("]").partition("[")
        at, zone = datetime.fromisoformat(text), zone or named
    if basis == "date_only":
        return day(at.astimezone(UTC).date(), lang)
    try:
        local = at.astimezone(ZoneInfo(zone or "UTC"))
    except OverflowError:  # the last hours of the year 9999
        local, zone = at.astimezone(UTC), None
    return language.moment.format(day=day(local.date(), lang), clock=f"{local:%H:%M}", zone=zone_name(zone, lang))


def local_day(at: datetime | str, zone: str | None) -> date:
    """The calendar day of a moment in a zone. Midnight in UTC stands for a day without a time, and stays that day in
    every zone."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    whole = moment.tzinfo is None or moment.astimezone(UTC).time() == time()
    try:
        return moment.date() if whole else moment.astimezone(ZoneInfo(zone or "UTC")).date()
    except OverflowError:
        return moment.date()


@lru_cache(256)
def zone_name(zone: str | None, lang: str) -> str:
    """The name of a time zone after its place: ``Japan Time``, ``日本時間``; ``UTC`` where no zone is known."""
    from babel.dates import get_timezone_location

    if zone in (None, "", "UTC", "Etc/UTC"):
        return "UTC"
    return str(get_timezone_location(zone, locale=LANGUAGES[lang].locale))


def joined(texts: Iterable[str], lang: str) -> str:
    """The entries of a list in one line."""
    return LANGUAGES[lang].comma.join(texts)


def country(code: str, lang: str) -> str:
    """The name of a country by its ISO alpha-2 code; an unknown code is shown unchanged."""
    from babel import Locale

    return str(Locale.parse(LANGUAGES[lang].locale).territories.get(code, code))


def currency_name(code: str, lang: str) -> str:
    """The name of an ISO 4217 currency; an unknown code is shown unchanged."""
    from babel import Locale

    return str(Locale.parse(LANGUAGES[lang].locale).currencies.get(code, code))


def binary_size(count: int) -> str:
    """A limit, in binary units: ``1 GiB``, ``64 KiB``."""
    for unit, factor in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if count >= factor:
            return f"{count / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{count} B"


def decimal_size(count: int) -> str:
    """The size of a file, in decimal units: ``1.4 MB``."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} B"
