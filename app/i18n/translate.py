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
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from app.i18n.audience import PERSON, Audience, audience
from app.i18n.formats import country, day, joined, money, number, when
from app.i18n.languages import SOURCE

SEVERAL = 2  # any number that takes the plural
LOCALE = Path(__file__).parent / "locale"


Values = Mapping[str, Any]  # the values of a sentence: text, numbers, times, money, sentences
Safe = Callable[[Values, str], Mapping[str, Any]]  # the values of a sentence in a language, as a page may have them


@cache
def _catalogue(lang: str) -> _gettext.NullTranslations:
    return _gettext.translation("messages", LOCALE, languages=[lang], fallback=lang == SOURCE)


def translate(key: str, lang: str, number: int = SEVERAL) -> str:
    """The sentence of this key in ``lang``, in the wording for the ``audience`` where it has one, without filling its
    placeholders. A sentence without a translation stays English; ``number`` decides between singular and plural where
    there are two."""
    catalogue, context = _catalogue(lang), audience()
    if context != PERSON and (theirs := _in_context(catalogue, context, key, number)) != key:
        return theirs
    counted = catalogue.ngettext(key, key, number)
    return counted if counted != key or lang == SOURCE else catalogue.gettext(key)


def _in_context(catalogue: _gettext.NullTranslations, context: Audience, key: str, number: int) -> str:
    counted = catalogue.npgettext(context, key, key, number)
    return counted if counted != key else catalogue.pgettext(context, key)


def number_in(values: Values) -> int:
    """The number that decides between singular and plural: the ``count`` of a sentence, else the only whole number in
    it. A sentence without such a number, or with a number that is already text, such as 2.5, is plural."""
    whole = {
        name: content for name, content in values.items() if isinstance(content, int) and not isinstance(content, bool)
    }
    if "count" in values:
        return whole.get("count", SEVERAL)
    return next(iter(whole.values())) if len(whole) == 1 else SEVERAL


def gettext(key: str, lang: str, /, **values: Any) -> str:
    """The sentence in ``lang`` with its values filled in, each formatted for the language."""
    sentence = translate(key, lang, number_in(values))
    if "{" not in sentence:
        return sentence
    filled = _Filled(values, lang)
    return _with_single_stop(_without_gaps(sentence, values), filled).format_map(filled)


def fill(sentence: str, values: Mapping[str, str]) -> str:
    """The sentence with values that are text or markup already; an unknown placeholder stays visible."""
    filled = _Open(values)
    return _with_single_stop(_without_gaps(sentence, filled), filled).format_map(filled)


def _without_gaps(sentence: str, values: Values) -> str:
    """The sentence without the space before an empty value."""
    for name, content in values.items():
        if content == "":
            sentence = sentence.replace(f" {{{name}}}", f"{{{name}}}")
    return sentence


_STOP = re.compile(r"\{(\w+)\}(\.(?![\w.])|。)")


def _with_single_stop(sentence: str, values: Mapping[str, str]) -> str:
    """Values without a final full stop where the sentence has one after them, as in the name of a company at its end.
    ``values`` are the values as text, or as markup that sets them apart."""

    def stop(match: re.Match[str]) -> str:
        ends = str(values[match[1]]).removesuffix("</bdi>").endswith(match[2])
        return match[0][: -len(match[2])] if ends else match[0]

    return _STOP.sub(stop, sentence)


class _Filled(dict[str, str]):
    """Values that are formatted only when they are used; an unknown placeholder stays visible instead of failing the
    page."""

    def __init__(self, values: Values, lang: str) -> None:
        super().__init__()
        self.values_given, self.lang = values, lang

    def __missing__(self, name: str) -> str:
        if name not in self.values_given:
            return "{" + name + "}"
        return named(name, self.values_given[name], self.lang)


def named(name: str, content: Any, lang: str) -> str:
    """One value of a sentence as text, by its name in the sentence: a country code becomes the name of the country."""
    if name in ("country", "other_country") and isinstance(content, str):
        return country(content, lang)
    return value(content, lang)


def value(content: Any, lang: str) -> str:
    """One value as text: money, instants, days, counts, lists of values, or plain text."""
    if isinstance(content, str):
        return _text(content, lang)
    if hasattr(content, "minor") and hasattr(content, "currency"):
        return money(content.minor, content.currency, lang)
    if hasattr(content, "key") and hasattr(content, "values"):
        return gettext(content.key, lang, **content.values)
    if isinstance(content, datetime):
        return when(content, "stated", lang)
    if isinstance(content, date):
        return day(content, lang)
    if isinstance(content, bool):
        return str(content)
    if isinstance(content, int):
        return number(content, lang)
    if isinstance(content, list | tuple):
        return joined((value(part, lang) for part in content), lang)
    return str(content)


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z(\[[A-Za-z0-9_+/-]+\])?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _text(text: str, lang: str) -> str:
    """Plain text; the ISO times and days of stored reports are shown in the usual form of the language."""
    try:
        if _INSTANT.fullmatch(text):
            return when(text, "stated", lang)
        if _DAY.fullmatch(text):
            return day(date.fromisoformat(text), lang)
    except (ValueError, OverflowError, ZoneInfoNotFoundError):
        pass  # Somebody's text that only looks like a day, such as 2026-13-45.
    return text


@lru_cache(4096)
def _plain(key: str, lang: str, audience: Audience) -> Any:
    """A sentence without values as markup, cached because pages repeat the same sentences hundreds of times.
    ``audience`` is the present one."""
    from markupsafe import escape

    return escape(translate(key, lang))


def jinja_gettext(lang: str, safe: Safe | None = None) -> Any:
    """The ``_`` of the templates: escapes the values it fills in (or makes them ``safe`` in another way), so that a
    sentence may hold markup-safe links."""
    from markupsafe import Markup, escape

    def _(key: str, /, **values: Any) -> Any:
        if not values:
            return _plain(key, lang, audience())
        sentence = str(escape(translate(key, lang, number_in(values))))
        if "{" not in sentence:
            return Markup(sentence)  # noqa: S704
        return Markup(fill(sentence, (safe or _escaped)(values, lang)))  # noqa: S704

    return _


def jinja_ngettext(lang: str, safe: Safe | None = None) -> Any:
    """The ``ngettext`` of the templates: a sentence that counts something, in the singular and the plural."""
    translated = jinja_gettext(lang, safe)

    def ngettext(singular: str, many: str, count: int, /, **values: Any) -> Any:
        return translated(singular, count=count, **values)

    return ngettext


def _escaped(values: Values, lang: str) -> Mapping[str, Any]:
    from markupsafe import Markup, escape

    return {
        n: content if isinstance(content, Markup) else escape(named(n, content, lang)) for n, content in values.items()
    }


class _Open(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"
