"""Saying what the columns of an unknown table are, through the front door."""

import re
from pathlib import Path

import pytest

from app.i18n.translate import translate
from app.importers.layouts.parse import parse_layout
from app.settings import Settings
from tests.browser import Browser
from tests.cli.test_check import paypay, workbook
from tests.service import Prepared, hits
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
    guest.speak(lang)
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
    assert f'href="{place}/layout"' in guest.get(place).text
    layout = guest.get(f"{place}/layout").text
    assert parse_layout(layout, Path("xx/bank.yaml")).columns == {"date": "When", "merchant": "What", "amount": "Cost"}
    assert "CANARY-shop" not in layout


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
    name = translate("Events", "ja")
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


SIDES = (
    "Datum;Naam;Af Bij;Status;Bedrag\r\n"
    + "".join(f"202503{day:02};Winkel {day};Af;Geboekt;12,50\r\n" for day in range(1, 15))
    + "20250315;Werk;Bij;Geboekt;1850,00\r\n20250316;<b>Shop</b>;Af;Later;99,00\r\n"
)
CHOSEN = {"rows": "payments", "col_date": "0", "col_merchant": "1", "col_direction": "2", "col_status": "3",
          "col_amount": "4", "currency": "EUR"}  # fmt: skip


def opened(guest: Browser, name: str, data: bytes, lang: str = "ja") -> str:
    """Hands in a table; the address where its columns are named."""
    guest.upload((name, data))
    guest.wait()
    guest.speak(lang)
    found = re.search(r'href="(/case/columns/\w+)"', guest.get("/case/files").text)
    assert found, "no link"
    return found[1]


def fields(html: str) -> dict[str, str]:
    """The values whose meaning is asked for, by the field of the meaning."""
    return {f"mean_{number}": value for number, value in re.findall(r'name="value_(\w+)" value="([^"]*)"', html)}


def test_which_values_mean_what(guest: Browser, lang: str) -> None:
    """The column first, then its values, also those far below; nothing is saved before all have a meaning. No script is
    needed. What is not booked is in no sum."""
    place = opened(guest, "sides.csv", SIDES.encode(), lang)
    second = guest.post(place, {"rows": "payments", "do": "rows"}, on=place).text
    assert '<option value="2" selected>Af Bij</option>' in second, "what it holds proposes the column"
    assert fields(second)["mean_direction_1"] == "Bij", "which is far below the first rows"
    undirected = guest.post(place, {**CHOSEN, "col_direction": "", "col_status": "", "do": "keep"}, on=place)
    assert undirected.status_code == 422
    assert 'id="col_direction-error"' in undirected.text
    assert '<option value="none">' in undirected.text
    unsaid = guest.post(place, {**CHOSEN, "do": "keep"}, on=place)
    assert unsaid.status_code == 422
    assert all(f'id="mean_{key}_0-error"' in unsaid.text for key in ("direction", "status"))
    check(Markup(unsaid.text), lang)
    values = {f"value_{name.removeprefix('mean_')}": value for name, value in fields(unsaid.text).items()}
    said = {"mean_direction_0": "out", "mean_status_0": "completed", "mean_status_1": "pending"}
    half = guest.post(place, {**CHOSEN, **values, **said, "do": "keep"}, on=place)
    assert half.status_code == 422
    assert 'id="mean_direction_1-error"' in half.text
    assert 'id="mean_direction_0-error"' not in half.text
    every = {**CHOSEN, **values, **said, "mean_direction_1": "in"}
    shown = guest.post(place, {**every, "do": "show"}, on=place).text
    assert translate("Completed", lang) in shown
    assert guest.post(place, {**every, "do": "keep"}, on=place).headers["Location"] == "/case/progress"
    guest.wait()
    again = guest.get(place).text
    assert re.search(r'id="mean_direction_1".*?<option value="in" selected>', again, re.DOTALL)
    exported = guest.get("/case/exports/account.csv").text
    assert "99.00" in exported
    assert translate("Not yet booked", lang) in exported


def test_only_what_the_table_does_not_say_is_asked(guest: Browser) -> None:
    """Columns of payments are filled in by what they hold, whatever their names; the sign is the one question."""
    rows = "Tag;Wer;Wert;Geld\r\n19.06.2026;Cafe;1,50;EUR\r\n20.06.2026;Kiosk;8,50;EUR\r\n"
    place = opened(guest, "plain.csv", rows.encode())
    html = guest.post(place, {"rows": "payments", "do": "rows"}, on=place).text
    selects = dict(re.findall(r'<select[^>]* name="(\w+)"(.*?)</select>', html, re.DOTALL))
    values = {name: re.search(r'value="(\w+)" selected', options) for name, options in selects.items()}
    chosen = {name: value[1] for name, value in values.items() if value}
    assert chosen == {"col_date": "0", "col_merchant": "1", "col_amount": "2", "col_currency": "3"}
    assert [name for name in selects if not name.startswith("col_")] == ["sign"]
    kept = guest.post(place, {"rows": "payments", **chosen, "sign": "out", "do": "keep"}, on=place)
    assert kept.headers["Location"] == "/case/progress"


def test_no_column_says_the_direction(guest: Browser) -> None:
    """The person may say so, and is then asked what an amount means."""
    place = opened(guest, "sides.csv", SIDES.encode())
    said = {**CHOSEN, "col_direction": "none", "col_status": ""}
    refused = guest.post(place, {**said, "do": "keep"}, on=place)
    assert 'id="sign-error"' in refused.text
    assert 'id="col_direction-error"' not in refused.text
    kept = guest.post(place, {**said, "sign": "out", "do": "keep"}, on=place)
    assert kept.headers["Location"] == "/case/progress"


def test_a_table_without_header_has_numbers(guest: Browser) -> None:
    """Its first row is among the examples and is no name of a column."""
    rows = "14/03/2025,EXAMPLE STORE,-12.50\r\n16/03/2025,EXAMPLE LTD,1500.00\r\n18/03/2025,EXAMPLE ENERGY,-80.00\r\n"
    place = opened(guest, "rows.csv", rows.encode())
    html = guest.post(place, {"rows": "payments", "do": "rows"}, on=place).text
    assert '<option value="1">#2</option>' in html
    assert ">EXAMPLE STORE</bdi><br>" in html
    assert 'name="headless"' not in html
    answer = {**ANSWER, "currency": "GBP", "sign": "in"}
    guest.post(place, {**answer, "do": "keep"}, on=place)
    guest.wait()
    name = translate("Events", "ja")
    assert re.findall(rf'<td data-name="{name}">(\d+)</td>', guest.get("/case/findings").text) == ["3"]


def test_each_list_without_years_is_asked_for_its_last_day(guest: Browser) -> None:
    """Two lists of one header end on different days: each is asked about, and one answer is not taken for both."""
    lists = [f"日付,内容,金額\r\n{month}/14(金),店,100\r\n{month}/13(木),店,200\r\n" for month in ("03", "04")]
    guest.upload(("a.csv", lists[0].encode()), ("b.csv", lists[1].encode()))
    guest.wait()
    place = re.search(r'href="(/case/columns/\w+)"', guest.get("/case/files").text)
    assert place
    asked = guest.post(place[1], {**ANSWER, "currency": "JPY", "sign": "out", "do": "keep"}, on=place[1])
    assert 'id="until-error"' in asked.text
    seen = set()
    for day in ("2025-03-31", "2025-04-30"):
        html = guest.get(place[1]).text
        table = re.search(r'name="table" value="(\w+)"', html) or re.search(r'name="table" value="(\w+)"', asked.text)
        assert table
        seen.add(table[1])
        answer = {**ANSWER, "currency": "JPY", "sign": "out", "table": table[1], "until": day, "do": "keep"}
        guest.post(place[1], answer, on=place[1])
        guest.wait()
    assert len(seen) == 2
    problems = guest.get("/case/files").text
    assert "2025年3月31日" in problems
    assert "2025年4月30日" in problems
