"""Every entry is on one page: searched, filtered, sorted, summed, given out as a file, and changed in place."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from fastapi import FastAPI

from analyzers.events.ids import event_id
from app.cases.answers import book, entries
from app.cases.case import Case
from tests.browser import Browser
from tests.cases.record.test_owner import HOME, PARENTS, fill
from tests.importers.reading import SAMPLES
from tests.service import Prepared, the_case


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A service whose only case has a year of orders to one home, and one order to each of two other addresses."""
    return Prepared(tmp_path_factory.mktemp("book"), fill)


@pytest.fixture
def case(app: FastAPI, browser: Browser) -> Case:
    """This case."""
    return the_case(app)


def asking(case: Case) -> book.Asking:
    """The questions and entries of the case."""
    state = book.state(case)
    assert state
    return state


def rows(page: str) -> int:
    """How many entries a page shows."""
    return page.count('<div role="row">') - page.count('<div class="names"')


def linked(page: str, column: str) -> str:
    """The address of the first link to everything with a value of a column."""
    found = re.search(rf'href="(/case/book\?{column}=[0-9a-f]+)"', page)
    assert found, column
    return found[1]


def change(browser: Browser, **fields: str) -> str:
    """Sends a form of the page and returns the page that it leads to."""
    sent = browser.post("/case/book", fields, on="/case/book", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return browser.get(sent.headers["location"].partition("#")[0]).text


def find(browser: Browser, **fields: str) -> str:
    """Where the form of the filter leads."""
    sent = browser.post("/case/book/find", fields, on="/case/book", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])


def test_every_entry_is_listed_once_with_sums(browser: Browser, case: Case) -> None:
    """With the number of all, the sum of each currency, and links to everything with a value."""
    page = browser.get("/case/book").text
    assert rows(page) == asking(case).recognition.frame.height == 14
    assert "14 entries" in page
    assert "¥17,920" in page
    place = browser.get(linked(page, "place")).text
    assert rows(place) in (1, 12)
    assert rows(browser.get(linked(page, "card")).text) == 14
    assert browser.get("/case/entities", follow_redirects=False).headers["location"] == "/case/book"


def test_nothing_of_the_person_stands_in_an_address(browser: Browser) -> None:
    """Words are sealed, values have ids, and what the words find is what they say, in any width and case."""
    address = find(browser, words="ｃａｎａｒｙ 花子", least="1,000", sort="oldest")
    for text in ("canary", "花子", quote("花子"), "ｃａｎａｒｙ"):
        assert text not in address
    page = browser.get(address).text
    assert rows(page) == 1
    assert 'value="ｃａｎａｒｙ 花子"' in unescape(page)
    assert rows(browser.get(find(browser, words="canary 太郎")).text) == 0
    every = browser.get("/case/book").text
    for link in re.findall(r'href="(/case/book\?[^"]+)"', every):
        assert re.fullmatch(r"/case/book\?\w+=[\w-]+", link), link


def test_filters_narrow_and_sort(browser: Browser) -> None:
    """By period, amount, kind, state and mark; the first page of another order begins with another entry."""
    for query, count in (
        ("from=2026-01-01", 2), ("to=2025-12-31", 12), ("from=2026-02-03&to=2026-02-03", 1), ("least=1280", 14),
        ("least=1281", 0), ("most=12.80", 0), ("kind=orders", 14), ("kind=logins", 0), ("state=not_asked", 14),
        ("state=mine", 0),
    ):  # fmt: skip
        assert rows(browser.get(f"/case/book?{query}").text) == count, query
    marked, unmarked = (rows(browser.get(f"/case/book?mark={one}").text) for one in ("any", "none"))
    assert marked + unmarked == 14
    newest, oldest = (browser.get(f"/case/book?sort={one}").text for one in ("newest", "oldest"))
    assert newest.index("3 Apr 2026") < newest.index("3 Jan 2025")
    assert oldest.index("3 Jan 2025") < oldest.index("3 Apr 2026")


@pytest.mark.parametrize(
    "query",
    [
        "from=soon", "to=2026-02-30", "least=cheap", "most=1e9", "kind=%3Cb%3E", "state=perhaps", "mark=x", "sort=up",
        "place=0123456789abcdef", "shop=amazon.co.jp", "page=0", "page=-1", "page=x", "q=AAAA", "q=%F0%9F%98%80",
    ],
)  # fmt: skip
def test_a_wrong_filter_gets_a_sentence(browser: Browser, query: str) -> None:
    """In the page and in the file."""
    for path in ("/case/book", "/case/book.csv"):
        answer = browser.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert "These entries cannot be shown" in answer.text


def test_a_state_is_changed_in_place_and_undone(browser: Browser, case: Case) -> None:
    """One entry, then all that are shown after their number was confirmed, each with undo."""
    first, *_ = (event_id(key) for key in asking(case).recognition.frame["key"])
    page = change(browser, query="page=1", **{f"e-{first}": "not_mine"})
    assert "The state of 1 entry was changed." in page
    assert asking(case).recognition.answers == {0: "not_mine"}
    assert rows(browser.get("/case/book?state=not_mine").text) == 1
    query = linked(browser.get("/case/book").text, "card").partition("?")[2]
    asked = browser.post("/case/book", {"do": "all", "query": query, "answer": "mine"}, on="/case/book").text
    assert "Change 14 entries?" in asked
    which = re.search(r'name="which" value="([0-9a-f]+)"', asked)
    assert which
    late = {"do": "confirm", "query": "kind=logins", "answer": "mine", "which": which[1]}
    assert browser.post("/case/book", late, on="/case/book").status_code == 409
    page = change(browser, do="confirm", query=query, answer="mine", which=which[1])
    assert "The state of 14 entries was changed." in page
    assert set(asking(case).recognition.answers.values()) == {"mine"}
    undo = re.search(r'name="change" value="([0-9a-f]+)"', page)
    assert undo
    assert "The change was taken back." in change(browser, do="undo", query=query, change=undo[1])
    assert asking(case).recognition.answers == {0: "not_mine"}


def test_wrong_forms_change_nothing(browser: Browser, case: Case) -> None:
    """What names no entry, no answer or no change."""
    first = event_id(asking(case).recognition.frame["key"][0])
    for fields, status in (
        ({"e-" + "0" * 32: "mine"}, 404), ({f"e-{first}": "perhaps"}, 422),
        ({f"e-{first}": "mine_unpaid"}, 422), ({"do": "all", "answer": "mine_unpaid"}, 422),
        ({"do": "undo", "change": "%"}, 404),
        ({"do": "all", "answer": "perhaps"}, 422), ({"do": "all", "answer": "mine", "query": "kind=logins"}, 422),
        ({"do": "dance"}, 422), ({"do": "until", "place": "place:0", "until": "2025-01-01"}, 404),
        ({"do": "all", "answer": "mine", "query": "kind=dance"}, 422),
    ):  # fmt: skip
        assert browser.post("/case/book", fields, on="/case/book").status_code == status, fields
    assert asking(case).recognition.answers == {}
    assert browser.post("/case/book", {}, on="/case/book", follow_redirects=False).status_code == 303


def test_the_last_day_at_a_place_is_kept(browser: Browser, case: Case) -> None:
    """It is asked where everything of one place is shown and is the owner's; later orders are asked about again."""
    state = asking(case)
    home = next(one for one in entries.values(case, state, "place").values() if one.count == 12)
    assert home.name == HOME
    query = f"place={home.id}"
    assert "Moved away?" not in browser.get(f"/case/book?{query}").text
    events = entries.events(state, entries.filtered(case, state, entries.Filter(values={"place": home.id})))
    page = change(browser, query=query, **{f"e-{one}": "mine" for one in events})
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place
    answer = {"do": "until", "query": query, "place": place[1]}
    assert browser.post("/case/book", {**answer, "until": "soon"}, on="/case/book").status_code == 422
    assert 'value="2025-06-30"' in change(browser, **answer, until="2025-06-30")
    asked = asking(case).recognition.frame.filter(day=state.recognition.frame["day"].max())
    assert asked.height
    assert "order" in set(asking(case).recognition.frame["kind"])
    assert 'value="2025-06-30"' not in change(browser, **answer, until="")


def test_the_shown_entries_are_a_file(browser: Browser, case: Case) -> None:
    """In the order and with the filter of the page, and safe for a spreadsheet."""
    file = browser.get(
        linked(browser.get("/case/book?from=2026-02-03&to=2026-02-03").text, "receiver").replace("book?", "book.csv?")
    )
    assert 'filename="mioboe-entries.csv"' in file.headers["content-disposition"]
    lines = file.text.splitlines()
    assert len(lines) == 2
    assert PARENTS in lines[1]
    assert browser.get("/case/book.xlsx?kind=orders").content[:2] == b"PK"
    assert browser.get("/case/book.exe").status_code == 404


def test_files_that_hold_no_buyer(browser: Browser) -> None:
    """A seller's files were handed in, and are not called missing; the pages say why nothing is asked."""
    browser.client.cookies.clear()
    browser.upload(("orders.txt", (SAMPLES / "seller/orders/jp.txt").read_bytes()))
    browser.wait()
    page = browser.get("/case/book").text
    assert "Your files hold no entry of a buyer." in page
    assert "You have not handed in any file yet." not in page
    for path in ("/case/result", "/case/end"):
        assert "These files are a seller" in browser.get(path).text
    assert "Do this now" not in browser.get("/case/end").text
