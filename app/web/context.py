"""The context of a template: Jinja reads it by name and knows no types."""

from typing import Any

Context = dict[str, Any]
