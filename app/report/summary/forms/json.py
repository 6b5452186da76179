"""The summary as JSON: the neutral structure itself, every text exact."""

import json

from app.i18n import N_
from app.report.stored import plain
from app.report.summary.model import Summary

title = N_("Summary as data (JSON)")
hint = N_("Complete and exact, for other programs.")
rank = 4  # among the forms on the page
MEDIA_TYPE = "application/json"


def render(summary: Summary) -> bytes:
    """UTF-8 with sorted keys. Raises ``ValueError`` for numbers that JSON does not have (NaN, infinity)."""
    text = json.dumps(plain(summary), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    # A lone surrogate has no UTF-8; its backslash form is the JSON escape of the same character, so nothing is lost.
    return (text + "\n").encode("utf-8", "backslashreplace")
