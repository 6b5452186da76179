"""The day on the clock of a language's readers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.i18n.languages import LANGUAGES


def today(lang: str) -> date:
    """Today, in the time zone of the language's readers."""
    return datetime.now(ZoneInfo(LANGUAGES[lang].zone)).date()
