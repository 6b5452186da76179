"""Makes hidden characters visible in all text that templates write and that is not markup."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape

from app.i18n.languages import language_of
from app.i18n.translate import named
from app.report.typeset.shown import visible_text

NAME = re.compile("<bdi>((?:[^<]+|</?span[^>]*>)*)</bdi>")  # with the numbers of hidden characters


def visible(value: Any) -> Any:
    """Called for every value that a template writes: in plain text, each hidden character is replaced by its number. So
    no page contains one, in attributes and fields either, even where a module forgot to make its text safe."""
    return visible_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def written(lang: str) -> Callable[[Any], Any]:
    """What a template of a language writes for each of its values: ``visible`` text, and markup in which every isolated
    name (``untrusted.safe_text``) in the script of another language says so, for voices and fonts. The attribute has no
    quotes, so that none in which such markup stands ends there."""

    def name(match: re.Match[str]) -> str:
        of_name = language_of(re.sub("<[^>]*>", "", match[1]))
        return match[0] if of_name in ("", lang) else f"<bdi lang={of_name}>{match[1]}</bdi>"

    def value(value: Any) -> Any:
        if isinstance(value, Markup) and "<bdi>" in value:
            return Markup(NAME.sub(name, value))  # noqa: S704 (only an attribute is added)
        return visible(value)

    return value


def visible_values(values: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The values of a sentence in a template, with hidden characters replaced by their numbers."""
    return {
        name: value if isinstance(value, Markup) else escape(visible_text(named(name, value, lang)))
        for name, value in values.items()
    }
