"""What templates write, made visible: the last step of every text that has not become markup before."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from app.i18n.translate import named
from app.report.typeset.shown import shown


def visible(given: Any) -> Any:
    """For every value that a template writes: of a text that is no markup, each hidden character becomes its number. So
    no page has one, in no attribute or field either, whoever forgot to make a text safe."""
    return shown(given) if isinstance(given, str) and not isinstance(given, Markup) else given


def visible_values(values: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The same for the values of a sentence in a template."""
    return {
        name: given if isinstance(given, Markup) else escape(shown(named(name, given, lang)))
        for name, given in values.items()
    }
