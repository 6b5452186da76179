"""Untrusted text, made safe to display.

Order titles, addresses and file names may be written by an attacker. They are escaped and isolated from the text
direction around them; invisible characters are replaced by their code, so that a title cannot pose as something else.
Web addresses stay text and never become links.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from app.i18n.translate import jinja_gettext, named
from app.report.typeset.shown import marked


def safe_text(text: str) -> Markup:
    """The text as markup that displays exactly its characters; line ends stay line ends."""
    plain = text.replace("\r\n", "\n")
    escaped = marked(str(escape(plain)), _code, stays="\n")
    return Markup(f"<bdi>{escaped}</bdi>")  # noqa: S704


def _code(character: str) -> str:
    return f'<span class="ctl">U+{ord(character):04X}</span>'


@cache
def translator(lang: str) -> Callable[..., Markup]:
    """The ``_`` of the pages: the sentence of a key with its values, each formatted for the language and made safe."""
    translate_safely: Callable[..., Markup] = jinja_gettext(lang, safe_values)
    return translate_safely


def safe_values(values: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The values of sentences, each formatted for the language and made safe. A value that is markup already comes from
    this module; an empty one stays empty."""
    return {
        name: unsafe
        if isinstance(unsafe, Markup)
        else safe_text(text)
        if (text := named(name, unsafe, lang))
        else Markup()
        for name, unsafe in values.items()
    }


def file_location(lang: str, path: str, line: int | None) -> Markup:
    """A file and a line in it; the number is written as editors show it."""
    _ = translator(lang)
    return safe_text(path) if line is None else _("{path}, line {line}", path=path, line=str(line))
