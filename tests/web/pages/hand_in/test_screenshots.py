"""Comparing rows with their picture, through the front door."""

import re
from html import unescape
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from app.report.event_words import mail_sentence
from app.settings import Settings
from tests.browser import Browser
from tests.importers.screens.drawn import screen
from tests.reader.zips import make
from tests.service import Prepared
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import check

LINES = [(20, ((300, "History"),))] + [
    line
    for day, shop, amount in (
        ("3 Nov 2026", "<b>Canary</b> Store", "$12.50"),
        ("2 Nov 2026", "Corner Shop", "$1,200.00"),
        ("1 Nov 2026", "Book Store", "$8.00"),
    )
    for line in ((44, ((24, day),)), (0, ((24, shop), (-24, amount))))
]


def hand_in(browser: Browser) -> None:
    """Hands in an archive with a picture of a list that no layout knows."""
    browser.upload(("shots.zip", make({"one.png": screen(LINES)})))
    browser.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A case with a picture whose rows wait."""
    return Prepared(tmp_path_factory.mktemp("screenshots"), hand_in)


def test_rows_count_after_they_were_compared(guest: Browser, before: Prepared, settings: Settings) -> None:
    """A row is confirmed, corrected, left out, taken up again and added; until then it is in no sum."""
    before.open(guest, settings)
    ref = _open(guest)
    page = f"/case/pictures/{ref}"
    assert guest.get(page).status_code == 200
    assert "<b>Canary" not in guest.get(page).text
    copy = guest.get(f"{page}/copy")
    assert (copy.headers["content-type"], Image.open(BytesIO(copy.content)).size[0]) == ("image/jpeg", 780)
    assert _book(guest) == []
    _answer_questions(guest, page)
    first = _row(guest, page)
    wrong = guest.post(page, {"do": "row", "row": first, **_fields(amount="12,50", date="3 Nov")}, on=page)
    assert wrong.status_code == 422
    assert "Give the amount in digits" in wrong.text
    assert "Give the day of this row" in wrong.text
    guest.post(page, {"do": "row", "row": first, **_fields(amount="13.00", date="2026-11-03")}, on=page)
    second = _row(guest, page)
    guest.post(page, {"do": "out", "row": second}, on=page)
    third = _row(guest, page)
    assert len({first, second, third}) == 3
    guest.post(page, {"do": "row", "row": third, **_fields(amount="8.00", date="2026-11-01")}, on=page)
    added = _fields(amount="40.00", date="2026-10-30")
    assert guest.get(f"{page}?row=new").status_code == 200
    guest.post(page, {"do": "row", "row": "new", **added}, on=page)
    assert sorted(_book(guest)) == ["$13.00", "$40.00", "$8.00"]
    for result in ("/case/result", "/case/findings"):
        assert "Nothing you handed in could be read" not in guest.get(f"{result}?lang=en").text
    guest.post(page, {"do": "again", "row": second}, on=page)
    assert _row(guest, page) == second
    guest.post(page, {"do": "again", "row": first}, on=page)
    assert sorted(_book(guest)) == ["$40.00", "$8.00"]


def test_papers_say_what_a_person_corrected_or_added(guest: Browser, before: Prepared, settings: Settings) -> None:
    """A row that was read, one that was corrected and one that was added: each paper says which is which, and shows the
    cells that count beside what was read."""
    before.open(guest, settings)
    page = f"/case/pictures/{_open(guest)}"
    _answer_questions(guest, page)
    same = {"time": "", "text": "<b>Canary</b> Store", "currency": "USD", "direction": "out", "status": ""}
    guest.post(page, {"do": "row", "row": _row(guest, page), **same, "date": "2026-11-03", "amount": "12.50"}, on=page)
    guest.post(page, {"do": "row", "row": _row(guest, page), **_fields("1300.00", "2026-11-02")}, on=page)
    guest.post(page, {"do": "row", "row": "new", **_fields("40.00", "2026-10-30")}, on=page)
    assert len(_book(guest)) == 3
    for entry in re.findall(r'name="(e-[^"]+)"', guest.get("/case/book").text):
        guest.post("/case/book", {entry: "not_mine", "do": "save"}, on="/case/book")
    rows = {
        row["money"]["minor"]: row
        for finding in guest.get("/case/summary.json").json()["findings"]
        for row in finding["evidence"]
    }
    bases = {minor: row["mail"] for minor, row in rows.items()}
    assert bases == {1250: "picture", 130000: "picture_corrected", 4000: "picture_added"}
    assert (rows[1250]["fields"]["amount"], rows[4000]["fields"]["amount"]) == ("$12.50", "40.00")
    assert rows[130000]["fields"] | {"amount": "1300.00", "amount (read)": "$1,200.00"} == rows[130000]["fields"]
    assert "$1,200.00" in guest.get("/case/summary.csv").text
    pdf = PdfReader(BytesIO(guest.get("/case/summary.pdf").content))
    papers = [guest.get(f"/case/{paper}").text for paper in ("summary.csv", "summary.html", "findings")]
    for paper in (*papers, "".join(each.extract_text() for each in pdf.pages)):
        words = "".join(unescape(re.sub(r"<[^>]+>", "", paper)).split())
        for mail in bases.values():
            assert "".join(str(mail_sentence(mail, "en")).split()) in words, (mail, words[:200])


def test_a_currency_is_chosen_once(guest: Browser) -> None:
    """The currency of a sum is offered for rows that show none, and the choice holds for all of them."""
    rows = (("3 Nov 2026", "Canary Store", "1,250"), ("2 Nov 2026", "Corner Shop", "1,200"), ("", "合計", "2,450円"))
    lines = [LINES[0], *(((44, ((24, day), (220, shop), (-24, amount)))) for day, shop, amount in rows)]
    guest.upload(("shots.zip", make({"one.png": screen(lines)})))
    guest.wait()
    page = f"/case/pictures/{_open(guest)}"
    text = guest.get(page).text
    assert re.search(r'<option value="JPY" selected>', text)
    told = {"do": "list", "kind": "statement", "minus": "out", "plain": "out"}
    assert guest.post(page, told, on=page).status_code == 422
    assert guest.post(page, {**told, "currency": "XXX"}, on=page).status_code == 422
    guest.post(page, {**told, "currency": "JPY"}, on=page)
    for _ in range(2):
        row = _row(guest, page)
        assert re.search(r'<option value="JPY" selected>', guest.get(page).text)
        fields = {"date": "2026-11-03", "time": "", "text": "Store", "amount": "1250", "direction": "out", "status": ""}
        guest.post(page, {"do": "row", "row": row, **fields, "currency": "JPY"}, on=page)
    guest.wait()
    assert guest.get("/case/book").text.count("¥1,250") == 2


def test_what_does_not_exist(guest: Browser, before: Prepared, settings: Settings) -> None:
    """Pictures, rows and choices that are not there are refused with a page."""
    before.open(guest, settings)
    ref = _open(guest)
    assert guest.get("/case/pictures/0123456789abcdef01234567").status_code == 404
    assert guest.get(f"/case/pictures/{ref}?row=x").status_code == 404
    assert guest.post(f"/case/pictures/{ref}", {"do": "out", "row": "x"}).status_code == 404
    assert guest.post(f"/case/pictures/{ref}", {"do": "?"}).status_code == 422
    assert 'href="/case/pictures"' in guest.get("/case").text
    check(Markup(guest.get(f"/case/pictures/{ref}?lang=en").text), "en")


def _open(guest: Browser) -> str:
    guest.speak("en", "/case/pictures")
    text = guest.get("/case/pictures").text
    found = re.search(r'href="/case/pictures/(\w+)"', text)
    assert found
    return found[1]


def _answer_questions(guest: Browser, page: str) -> None:
    """Says what the list is, where that is asked."""
    text = guest.get(page).text
    if 'value="list"' in text:
        guest.post(
            page, {"do": "list", "kind": "payments", "minus": "out", "plain": "out", "day": "2026-11-04"}, on=page
        )


def _row(guest: Browser, page: str) -> str:
    """The row that waits next."""
    found = re.search(r'name="row" value="([^"]+)"', guest.get(page).text)
    assert found
    return found[1]


def _fields(amount: str, date: str) -> dict[str, str]:
    return {"date": date, "time": "", "text": "Store", "amount": amount, "currency": "USD", "direction": "out",
            "status": ""}  # fmt: skip


def _book(guest: Browser) -> list[str]:
    """The amounts of all entries, once the last answer is in them."""
    guest.wait()
    text = guest.get("/case/book").text
    return re.findall(r'role="cell" class="amount"><bdi>(\$[0-9.,]+)', text)
