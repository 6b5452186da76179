"""Today, by the person's clock."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.report.catalogue import persons_clock


def today(case: Case, lang: str) -> date:
    """Today, in the time zone of the case's history, else of the language's readers."""
    return datetime.now(ZoneInfo(persons_clock(latest_report(case), lang))).date()
