"""Days in the time zone of a language's readers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.i18n.formats import day
from app.i18n.languages import LANGUAGES


def today(lang: str) -> date:
    """Today, in the time zone of the language's readers."""
    return datetime.now(ZoneInfo(LANGUAGES[lang].zone)).date()


def local_day(at: str, lang: str) -> str:
    """The day of an ISO time, or the ISO day itself, written out."""
    given = datetime.fromisoformat(at)
    return day(given.astimezone(ZoneInfo(LANGUAGES[lang].zone)).date() if "T" in at else given.date(), lang)
