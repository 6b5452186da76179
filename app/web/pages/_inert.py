"""Text from somebody's files, made safe to look at.

Order titles, addresses and file names may be written by an attacker. They are escaped, set apart from the direction of
the text around them, and characters that nobody can see are shown by their code, so that a title cannot pretend to be
something else. Addresses of web pages stay text and never become links.
"""

import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from app.i18n.translate import jinja_gettext, named

# Format characters hide or turn text; surrogates and private-use characters look different everywhere.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def inert(text: str) -> Markup:
    """The text as markup that shows exactly its characters and does nothing else; line ends stay line ends."""
    plain = text.replace("\r\n", "\n")
    shown = str(escape(plain))
    if plain.replace("\n", " ").isprintable():  # nearly every text
        return Markup(f"<bdi>{shown}</bdi>")  # noqa: S704
    for one in set(plain):  # each character once: texts are long, and their characters few
        if one != "\n" and unicodedata.category(one) in _UNSEEN:
            shown = shown.replace(one, f'<span class="ctl">U+{ord(one):04X}</span>')
    return Markup(f"<bdi>{shown}</bdi>")  # noqa: S704


@cache
def speaker(lang: str) -> Callable[..., Markup]:
    """The ``_`` of the pages: the sentence of a key with its values, each formatted for the language and inert."""
    speak = jinja_gettext(lang)

    def _(key: str, **values: Any) -> Markup:
        sentence: Markup = speak(key, **filled(values, lang))
        return sentence

    return _


def filled(values: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The values of sentences, each formatted for the language and inert. One that is markup already is the work of
    this module; an empty one stays empty."""
    return {
        name: given if isinstance(given, Markup) else inert(text) if (text := named(name, given, lang)) else Markup()
        for name, given in values.items()
    }


def where(lang: str, path: str, line: int | None) -> Markup:
    """A place in a file as the person finds it again: the file and the line, the number as editors show it."""
    _ = speaker(lang)
    return inert(path) if line is None else _("{path}, line {line}", path=path, line=str(line))
