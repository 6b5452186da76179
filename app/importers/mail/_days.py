"""Days as mails in English write them: `May 3, 2026`, `3 May 2026`."""

import re
from collections.abc import Iterable

from app.importers.mail._notice import MailLine
from app.importers.month_names import MONTHS

_LABEL = r"^(?:(?:Placed on|Transaction date|Date)[:\s]+)?"
_MONTH_FIRST = re.compile(_LABEL + r"(?P<month>[A-Z][a-z]{2,8})\.? (?P<day>\d{1,2}), (?P<year>\d{4})\b")
_DAY_FIRST = re.compile(_LABEL + r"(?P<day>\d{1,2}) (?P<month>[A-Z][a-z]{2,8})\.? (?P<year>\d{4})\b")


def stated_day(lines: Iterable[MailLine]) -> str | None:
    """The day of the first line that begins with one, as `2026-05-03`."""
    matches = (shape.match(line.plain) for line in lines for shape in (_MONTH_FIRST, _DAY_FIRST))
    for match in filter(None, matches):
        if month := MONTHS.get(match["month"].casefold()):
            return f"{match['year']}-{month:02d}-{int(match['day']):02d}"
    return None
