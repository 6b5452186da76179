"""Pictures at 320 pixels: their words stay apart, whatever the length of the history."""

from datetime import date, timedelta
from typing import Literal

import pytest
from msgspec import structs
from playwright.sync_api import Browser

from app.i18n.languages import LANGUAGES
from app.report.drawings.pictures import Mark, timeline
from app.report.event_words import TABLE_LABELS
from app.report.model import Lane, Lanes, Report
from tests.cli.test_explain import report
from tests.journey import fits
from tests.journey.judge import judging
from tests.report.test_pictures import drawn

__all__ = ["report"]

DAYS: dict[Literal["day", "week", "month", "quarter", "year"], int] = {
    "day": 1, "week": 7, "month": 31, "quarter": 92, "year": 365
}  # fmt: skip
STYLES = "".join(f'<link rel="stylesheet" href="/static/{name}.css">' for name in ("style", "forms"))
PAGE = '<!DOCTYPE html><html lang="{}">{}<main class="wrap">{}</main>'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_pictures_stay_apart(chrome: Browser, report: Report, lang: str) -> None:
    """The names of the lanes, the counts of marks and the ends of the axis, by days up to years."""
    every = [Lane(name, [(0, 3), (95, 1_234)]) for name in TABLE_LABELS]
    marks = [Mark(x, 12, True) for x in range(5, 100, 10)]
    with judging(chrome) as judge:
        for unit, days in DAYS.items():
            starts = [(date(2018, 12, 30) + timedelta(days * place)).isoformat() for place in range(96)]
            picture = timeline(structs.replace(report, lanes=Lanes(unit, starts, every)), lang)
            assert picture is not None
            full = structs.replace(picture, lanes=[structs.replace(lane, marks=marks) for lane in picture.lanes])
            judge.open(PAGE.format(lang, STYLES, drawn("timeline", full, lang)))
            assert judge.page.locator(".picture > svg text").count() >= 14 + 6  # each lane has marks with numbers
            assert fits.faults(judge.page) == [], unit
