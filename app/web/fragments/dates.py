"""Days on the clock of the readers of a language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.i18n.formats import day
from app.i18n.languages import LANGUAGES


def today(lang: str) -> date:
    """The day where readers of the language live."""
    return datetime.now(ZoneInfo(LANGUAGES[lang].zone)).date()


def local_day(at: str, lang: str) -> str:
    """The day of an ISO time, or the ISO day itself, in words."""
    given = datetime.fromisoformat(at)
    return day(given.astimezone(ZoneInfo(LANGUAGES[lang].zone)).date() if "T" in at else given.date(), lang)
