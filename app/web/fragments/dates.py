"""Days on the clock of the readers of a language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.i18n.translate import ZONES, day


def today(lang: str) -> date:
    """The day where readers of the language live."""
    return datetime.now(ZoneInfo(ZONES[lang])).date()


def local_day(at: str, lang: str) -> str:
    """The day of an ISO time, or the ISO day itself, in words."""
    given = datetime.fromisoformat(at)
    return day(given.astimezone(ZoneInfo(ZONES[lang])).date() if "T" in at else given.date(), lang)
