"""Makes hidden characters visible in all text that templates write and that is not markup."""

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from app.i18n.translate import named
from app.report.typeset.shown import visible_text

# A value that markup isolates (``untrusted.safe_text``), with the numbers of its hidden characters.
ISOLATED = re.compile("<bdi>((?:[^<]++|</?span[^>]*>)*+)</bdi>")


def visible(value: Any) -> Any:
    """Called for every value that a template writes: in plain text, each hidden character is replaced by its number. So
    no page contains one, in attributes and fields either, even where a module forgot to make its text safe."""
    return visible_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def visible_values(values: Mapping[str, Any], lang: str) -> dict[str, Markup]:
    """The values of a sentence in a template, with hidden characters replaced by their numbers."""
    return {
        name: value if isinstance(value, Markup) else escape(visible_text(named(name, value, lang)))
        for name, value in values.items()
    }
