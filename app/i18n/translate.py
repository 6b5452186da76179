"""Sentences and values in the person's language.

English sentences are the message keys everywhere; a language is one ``messages.po`` (compiled to ``.mo`` by
``make install``). Placeholders are ``{name}`` and whole sentences are translated, never fragments.
"""

import gettext as _gettext
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfoNotFoundError

from app.i18n.formats import country, day, joined, money, number, when
from app.i18n.languages import SOURCE

SEVERAL = 2  # any number that takes the plural
LOCALE = Path(__file__).parent / "locale"


Given = Mapping[str, Any]  # the values of a sentence: text, numbers, times, money, sentences
Safe = Callable[[Given, str], Mapping[str, Any]]  # the values of a sentence in a language, as a page may have them


class MoneyLike(Protocol):
    """Anything with whole minor units and a currency."""

    @property
    def minor(self) -> int: ...
    @property
    def currency(self) -> str: ...


@cache
def _catalogue(lang: str) -> _gettext.NullTranslations:
    return _gettext.translation("messages", LOCALE, languages=[lang], fallback=lang == SOURCE)


def translate(key: str, lang: str, number: int = SEVERAL) -> str:
    """The sentence of this key in ``lang``, placeholders still open. A sentence without a translation stays English;
    ``number`` decides between singular and plural where there are two."""
    catalogue = _catalogue(lang)
    counted = catalogue.ngettext(key, key, number)
    return counted if counted != key or lang == SOURCE else catalogue.gettext(key)


def number_in(values: Given) -> int:
    """The number by which a sentence takes its singular or plural: its ``count``, else the only whole number in it.
    Where there is none, or a number that is a text already, such as 2.5, it is about several."""
    whole = {name: given for name, given in values.items() if isinstance(given, int) and not isinstance(given, bool)}
    if "count" in values:
        return whole.get("count", SEVERAL)
    return next(iter(whole.values())) if len(whole) == 1 else SEVERAL


def gettext(key: str, lang: str, /, **values: Any) -> str:
    """The sentence in ``lang`` with its values filled in, each formatted for the language."""
    sentence = translate(key, lang, number_in(values))
    if "{" not in sentence:
        return sentence
    filled = _Filled(values, lang)
    return _with_one_stop(_without_gaps(sentence, values), filled).format_map(filled)


def _without_gaps(sentence: str, values: Given) -> str:
    """A sentence that is not said leaves no gap behind."""
    for name, given in values.items():
        if given == "":
            sentence = sentence.replace(f" {{{name}}}", f"{{{name}}}")
    return sentence


_STOP = re.compile(r"\{(\w+)\}(\.(?![\w.])|。)")


def _with_one_stop(sentence: str, shown: Mapping[str, str]) -> str:
    """A value that ends with a full stop, as the name of a company does, ends its sentence too. ``shown`` are the
    values as text or as markup that sets them apart."""

    def stop(found: re.Match[str]) -> str:
        ends = str(shown[found[1]]).removesuffix("</bdi>").endswith(found[2])
        return found[0][: -len(found[2])] if ends else found[0]

    return _STOP.sub(stop, sentence)


class _Filled(dict[str, str]):
    """Values formatted when they are asked for; an unknown placeholder stays visible instead of failing the page."""

    def __init__(self, values: Given, lang: str) -> None:
        super().__init__()
        self.values_given, self.lang = values, lang

    def __missing__(self, name: str) -> str:
        if name not in self.values_given:
            return "{" + name + "}"
        return named(name, self.values_given[name], self.lang)


def named(name: str, given: Any, lang: str) -> str:
    """One value of a sentence as text, by the name that it has there: a country is told by its own name."""
    if name in ("country", "other_country") and isinstance(given, str):
        return country(given, lang)
    return value(given, lang)


def value(given: Any, lang: str) -> str:
    """One value as text: money, instants, days, counts, lists of values, or text as it stands."""
    if isinstance(given, str):
        return _text(given, lang)
    if hasattr(given, "minor") and hasattr(given, "currency"):
        return money(given.minor, given.currency, lang)
    if hasattr(given, "key") and hasattr(given, "values"):
        return gettext(given.key, lang, **given.values)
    if isinstance(given, datetime):
        return when(given, "stated", lang)
    if isinstance(given, date):
        return day(given, lang)
    if isinstance(given, bool):
        return str(given)
    if isinstance(given, int):
        return number(given, lang)
    if isinstance(given, list | tuple):
        return joined((value(one, lang) for one in given), lang)
    return str(given)


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z(\[[A-Za-z0-9_+/-]+\])?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _text(given: str, lang: str) -> str:
    """Text as it stands; the ISO times and days of stored reports are shown in the language's own way."""
    try:
        if _INSTANT.fullmatch(given):
            return when(given, "stated", lang)
        if _DAY.fullmatch(given):
            return day(date.fromisoformat(given), lang)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        pass  # Somebody's text that only looks like a day, such as 2026-13-45.
    return given


@lru_cache(4096)
def _as_it_stands(key: str, lang: str) -> Any:
    """A sentence without values as markup. Pages say the same ones hundreds of times."""
    from markupsafe import escape

    return escape(translate(key, lang))


def jinja_gettext(lang: str, safe: Safe | None = None) -> Any:
    """The ``_`` of the templates: escapes the values it fills in (or makes them ``safe`` in another way), so that a
    sentence may hold markup-safe links."""
    from markupsafe import Markup, escape

    def _(key: str, /, **values: Any) -> Any:
        if not values:
            return _as_it_stands(key, lang)
        sentence = str(escape(translate(key, lang, number_in(values))))
        if "{" not in sentence:
            return Markup(sentence)  # noqa: S704
        filled = _Open((safe or _escaped)(values, lang))
        return Markup(_with_one_stop(_without_gaps(sentence, filled), filled).format_map(filled))  # noqa: S704

    return _


def jinja_ngettext(lang: str, safe: Safe | None = None) -> Any:
    """The ``ngettext`` of the templates: a sentence that counts something, in the singular and the plural."""
    translated = jinja_gettext(lang, safe)

    def ngettext(one: str, many: str, count: int, /, **values: Any) -> Any:
        return translated(one, count=count, **values)

    return ngettext


def _escaped(values: Given, lang: str) -> Mapping[str, Any]:
    from markupsafe import Markup, escape

    return {n: one if isinstance(one, Markup) else escape(named(n, one, lang)) for n, one in values.items()}


class _Open(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
