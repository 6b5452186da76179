"""The summary as JSON: the neutral structure itself, every text exact."""

import json
from collections.abc import Mapping
from typing import Any

MEDIA_TYPE = "application/json"


def render(summary: Mapping[str, Any]) -> bytes:
    """UTF-8 with sorted keys. Raises ``ValueError`` for numbers that JSON has not (NaN, infinity)."""
    text = json.dumps(summary, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    # A lone surrogate has no UTF-8; its backslash form is the JSON escape of the same character, so nothing is lost.
    return (text + "\n").encode("utf-8", "backslashreplace")
