"""Saying what the columns of an unknown table are, through the front door."""

import re

import pytest

from app.i18n.translate import translate
from app.settings import Settings
from tests.cli.test_check import paypay, workbook
from tests.conftest import Browser, Prepared, hits
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import check

LIST = "When,What,Cost\r\n03/04/2026,CANARY-shop,1200\r\n04/05/2026,CANARY-shop <script>alert(1)</script>,300\r\n"
ANSWER = {"rows": "payments", "col_date": "0", "col_merchant": "1", "col_amount": "2"}
REST = {"order": "day", "currency": "JPY", "sign": "out"}


def hand_in(browser: Browser) -> None:
    """Hands in a table that nobody knows, twice."""
    browser.upload(("list.csv", LIST.encode()), ("again.csv", LIST.replace("300", "400").encode()))
    browser.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A case whose tables no format recognises."""
    return Prepared(tmp_path_factory.mktemp("unknown"), hand_in)


def naming(guest: Browser, before: Prepared, settings: Settings, lang: str = "ja") -> str:
    """The address where the columns of the list are named."""
    before.open(guest, settings)
    guest.get(f"/case?lang={lang}")
    found = re.search(r'href="(/case/columns/\w+)"', guest.get("/case/files").text)
    assert found, "no link"
    return found[1]


def test_from_question_to_events(guest: Browser, before: Prepared, settings: Settings, lang: str) -> None:
    """What the rows are, which column is what, what the table does not tell; then both files are read. The names of
    columns and the first rows are in the vault only: not on disk, in SQL or in addresses."""
    place = naming(guest, before, settings, lang)
    first = guest.get(place)
    check(Markup(first.text), lang)
    assert first.text.count('name="rows"') == 5
    second = guest.post(place, {"rows": "payments", "do": "rows"}, on=place)
    check(Markup(second.text), lang)
    assert '<option value="0" selected>When</option>' in second.text, "a column is proposed by its name"
    # Pressing Enter presses the first button of a form: it must not be the one that throws the answers away.
    assert 'form="again" name="do" value="again"' in second.text
    refused = guest.post(place, {**ANSWER, "do": "keep"}, on=place)
    assert refused.status_code == 422
    check(Markup(refused.text), lang)
    assert all(f'id="{name}-error"' in refused.text for name in REST)
    shown = guest.post(place, {**ANSWER, **REST, "do": "show"}, on=place).text
    assert ("2026年4月3日" if lang == "ja" else "3 Apr 2026") in shown
    assert "¥1,200" in shown
    assert "<script>alert" not in shown
    kept = guest.post(place, {**ANSWER, **REST, "service": "CANARY-service", "do": "keep"}, on=place)
    assert kept.headers["Location"] == "/case/progress"
    guest.wait()
    html = guest.get("/case/files").text
    assert html.count(translate("Any other table, with its columns named by you", lang)) == 2
    assert translate("Change what its columns are", lang) in html
    assert not hits(settings, b"CANARY-shop", b"canary-service", b"col_merchant", b"Cost")


def test_a_table_beside_one_that_was_read(guest: Browser) -> None:
    """The columns of an unknown sheet can be said though another sheet of the same workbook has its format."""
    sheets = paypay(), [["When", "What", "Cost"], ["03/04/2026", "a", "1200"]]
    guest.upload(("both.xlsx", workbook(*sheets)))
    guest.wait()
    html = guest.get("/case/files").text
    assert html.count(translate("Say what its columns are", "ja")) == 1
    found = re.search(r'href="(/case/columns/\w+)"', html)
    assert found, "no link"
    guest.post(found[1], {**ANSWER, **REST, "do": "keep"}, on=found[1])
    guest.wait()
    name = translate("Entries", "ja")
    counts = re.findall(rf'<td data-name="{name}">(\d+)</td>', guest.get("/case/findings").text)
    assert sorted(counts) == ["1", "2"]


def test_changed_and_forgotten(guest: Browser, before: Prepared, settings: Settings) -> None:
    """The answer stands in the form again, holds for a file handed in later, and can be taken back."""
    place = naming(guest, before, settings)
    guest.post(place, {**ANSWER, **REST, "do": "keep"}, on=place)
    guest.wait()
    html = guest.get(place).text
    assert '<option value="day" selected>' in html
    guest.upload(("later.csv", LIST.replace("300", "500").encode()))
    guest.wait()
    title = translate("Any other table, with its columns named by you", "ja")
    assert guest.get("/case/files").text.count(title) == 3
    guest.post(place, {"do": "forget"}, on=place)
    guest.wait()
    assert title not in guest.get("/case/files").text


def test_answers_that_the_form_does_not_offer(guest: Browser, before: Prepared, settings: Settings) -> None:
    """An unknown kind, a column that is not there, a made-up zone: asked again, never taken."""
    place = naming(guest, before, settings)
    assert guest.post(place, {"rows": "spells", "do": "keep"}, on=place).status_code == 422
    odd = {**ANSWER, **REST, "col_date": "٣", "currency": "XXX", "col_amount": "99999999999"}
    assert guest.post(place, {**odd, "do": "keep"}, on=place).status_code == 422
    assert guest.post("/case/columns/0123456789abcdef01234567", ANSWER).status_code == 404
