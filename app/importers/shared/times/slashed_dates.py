"""Dates such as `11/23/2020`, of which only the file as a whole shows whether the day or the month comes first."""

import re
from collections.abc import Iterable
from datetime import datetime

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:,? +(\d{1,2}):(\d\d)(?::(\d\d))? ?(AM|PM)?)?", re.IGNORECASE)


def day_first(texts: Iterable[str | None]) -> bool | None:
    """Whether the day comes before the month, by a number above 12; None where no date decides or they disagree."""
    pairs = [(int(m[1]), int(m[2])) for text in texts if text and (m := _SLASHED.search(text[:100]))]
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return None if first == second else first


def is_slashed(text: str | None) -> bool:
    """Whether this is a date of that form."""
    return bool(text and _SLASHED.search(text[:100]))


def rewritten(text: str | None, first: bool | None) -> str | None:
    """`11/23/2020 3:43 PM` as `2020-11-23 15:43:00`; other texts as they are; None where the order is unknown."""
    match = _SLASHED.search(text[:100]) if text else None
    if not match:
        return text
    if first is None:
        return None
    day, month = (int(match[1]), int(match[2])) if first else (int(match[2]), int(match[1]))
    hour, minute, second = (int(match[n] or 0) for n in (4, 5, 6))
    if half := (match[7] or "").upper():
        hour = hour % 12 + (12 if half == "PM" else 0)
    try:
        at = datetime(int(match[3]), month, day, hour, minute, second)
    except ValueError:
        return text
    return at.strftime("%Y-%m-%d %H:%M:%S" if match[4] else "%Y-%m-%d")
