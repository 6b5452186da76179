"""Chart, table and PDF have the same numbers, and stay small however long the history is."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import polars as pl
import pytest

from analyzers.events.history import History
from analyzers.events.schemas import conform
from analyzers.findings.assemble import Examined, examine
from app.i18n.languages import LANGUAGES
from app.i18n.translate import jinja_gettext, jinja_ngettext, translate
from app.report import build
from app.report.drawings import points
from app.report.drawings.balances import Balance, balances
from app.report.drawings.pictures import NEAR, Timeline, _marks, timeline
from app.report.event_words import TABLE_LABELS
from app.report.model import Ledger, Report
from app.report.stored import from_json, plain, to_json
from app.report.summary import summarise
from app.report.summary.block import Caps
from app.report.summary.layout import blocks
from app.web.templating import environment
from tests.cli.test_explain import SAMPLE, report  # noqa: F401, the fixture of the sample's report
from tests.report.summary import given


def drawn(name: str, picture: Timeline | Balance, lang: str) -> str:
    """The picture as a page shows it."""
    source = f'{{% from "pictures.html" import {name} with context %}}{{{{ {name}(picture) }}}}'
    words = {"_": jinja_gettext(lang), "ngettext": jinja_ngettext(lang)}
    return environment(lang).from_string(source).render(**words, lang=lang, picture=picture)


def number(cell: str) -> int:
    return 0 if cell == "–" else int(re.sub(r"\D", "", cell))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_timeline_says_the_same_everywhere(report: Report, lang: str) -> None:  # noqa: F811
    """Bars, table, page and PDF count the same entries: a use of the balance for an order in the list is part of that
    order. Every marked finding is in the table."""
    picture = timeline(from_json(to_json(report)), lang)
    assert picture is not None
    columns = list(zip(*picture.rows, strict=True))
    entries = {"orders": report.events["orders"], "refunds": report.events["refunds"], "ledger": 4}
    entries["logins"] = report.events["logins"]
    assert [lane.label for lane in picture.lanes] == [translate(TABLE_LABELS[table], lang) for table in entries]
    for place, count in enumerate(entries.values()):
        lane = picture.lanes[place]
        shown = sum(one.count for one in lane.bars)
        assert shown == number(lane.count) == sum(map(number, columns[place + 1])) == count
    marked = {one.x for lane in picture.lanes for one in lane.marks}
    assert 0 < len(marked) <= sum(cell != "–" for cell in columns[-1])  # marks that lie close together are one
    for lane in picture.lanes:
        places = [one.x for one in lane.marks]
        assert all(after - before >= NEAR for before, after in pairwise(places))
    shades = [(shade.x, shade.x + shade.width) for shade in picture.shades]
    assert shades
    assert all(before[1] < after[0] for before, after in pairwise(shades))
    page = drawn("timeline", picture, lang)
    assert page.count('class="bar"') == sum(len(lane.bars) for lane in picture.lanes)
    assert all(f'<th scope="row">{row[0]}</th>' in page for row in picture.rows)
    assert "style=" not in page
    assert picture.title in page
    assert picture.desc in page
    assert plain(picture) in plain(blocks(summarise(report, given.state(), lang), Caps()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_balance_says_the_same_everywhere(report: Report, lang: str) -> None:  # noqa: F811
    """Every point has its row; the break of the sample is drawn and stands in the table."""
    (picture,) = balances(report, lang)
    assert len(picture.points) == len(picture.rows) == 13
    assert len(picture.breaks) == sum(row[2] != "–" for row in picture.rows) == 1
    page = drawn("balance", picture, lang)
    assert page.count("H") >= 12
    assert all(cell in page for row in picture.rows for cell in row)
    assert plain(picture) in plain(blocks(summarise(report, given.state(), lang), Caps()))


@pytest.mark.parametrize("periods", [12, 16, 20, 40, 130])
def test_numbers_of_marks_do_not_touch(periods: int) -> None:
    """Not in a picture of 288 pixels either, with digits of 9 pixels; no finding is left out."""
    for each in (1, 2, 9, 60, 400):
        found = {place: (frozenset(f"{place}.{number}" for number in range(each)), False) for place in range(periods)}
        marks = _marks(found, 100 / periods)
        assert sum(mark.count for mark in marks) == periods * each
        assert len(marks) >= 4
        numbers = [(2.88 * mark.x, 9 * len(str(mark.count)), mark.x > 95) for mark in marks if mark.count > 1]
        spans = [(288 - wide if last else x - wide / 2, x + wide / 2) for x, wide, last in numbers]
        assert all(after[0] - before[1] > 3.9 for before, after in pairwise(spans))


def test_recognised_findings_are_not_marked(report: Report) -> None:  # noqa: F811
    """Answers change the pictures without a new run."""
    from msgspec import structs

    mine = structs.replace(report, findings=[structs.replace(one, verdict="mine") for one in report.findings])
    picture = timeline(mine, "en")
    assert picture is not None
    assert not picture.shades
    assert not [mark for lane in picture.lanes for mark in lane.marks]
    assert not balances(mine, "en")[0].breaks


def test_many_events_stay_small() -> None:
    """Twelve years with 6,000 orders and 6,000 balances are no more to draw than one year."""
    first = datetime(2014, 1, 1, 9, tzinfo=UTC)
    at = [first + timedelta(hours=17 * number) for number in range(6000)]
    common = {"at": at, "at_basis": ["stated"] * 6000, "shop": ["amazon.co.jp"] * 6000, "path": ["a"] * 6000}
    place = {"line": range(6000), "upload": [0] * 6000}
    orders = conform(
        "orders", pl.DataFrame(common | place | {"order_id": [str(one) for one in range(6000)]}, strict=False)
    )
    entry = {
        "account": ["gift_card"] * 6000,
        "currency": ["JPY"] * 6000,
        "balance_minor": [one % 977 for one in range(6000)],
    }
    history = History.build(
        {"orders": [orders], "ledger": [conform("ledger", pl.DataFrame(common | place | entry, strict=False))]}
    )
    lanes = points.lanes(history, examine(history).entries.frame)
    assert lanes is not None
    assert lanes.unit == "year"
    assert [sum(count for _, count in one.counts) for one in lanes.lanes] == [6000, 6000]
    (ledger,) = points.ledgers(history)
    assert len(ledger.balances) <= points.MAX_BALANCES
    assert {minor for _, minor in ledger.balances} >= {0, 976}
    picture = timeline(Report(lanes=lanes, ledgers=[ledger]), "ja")
    assert picture is not None
    page = drawn("timeline", picture, "ja")
    assert len(page) < 40_000
    for row, (start, end) in zip(picture.rows, picture.spans, strict=True):  # a year can be opened
        assert f'<a href="/case/book?from={start}&amp;to={end}">{row[0]}</a></th>' in page


def test_one_day_and_nothing_are_drawn_too() -> None:
    """A history of one day has one bar over the whole width; without dates there is no picture."""
    assert timeline(Report(), "en") is None
    assert balances(Report(), "en") == []
    day = date(2026, 3, 3).isoformat()
    (flat,) = balances(Report(ledgers=[Ledger("points", None, [(day, 0), (day, 0)])]), "en")
    assert [(one.x, one.y) for one in flat.points] == [(0, 100), (0, 100)]


def test_without_a_picture_the_book_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that draws nothing does not wait for every entry of a long history."""
    made, units = list[History](), Examined.__dict__["entries"].func

    def entries(examined: Examined) -> object:
        made.append(examined.history)
        return units(examined)

    monkeypatch.setattr(Examined, "entries", property(entries))
    assert build.assembled([], [], build.Owner(), drawn=False).report.lanes is None
    assert not made
    build.assembled([], [], build.Owner())
    assert made
