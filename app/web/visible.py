"""What templates write, made visible: the last step of every text that has not become markup before."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from app.i18n.translate import named
from app.report.typeset.shown import visible_text


def visible(value: Any) -> Any:
    """For every value that a template writes: of a text that is no markup, each hidden character becomes its number. So
    no page has one, in attributes and fields either, even where a module forgot to make its text safe."""
    return visible_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def visible_values(values: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The same for the values of a sentence in a template."""
    return {
        name: value if isinstance(value, Markup) else escape(visible_text(named(name, value, lang)))
        for name, value in values.items()
    }
