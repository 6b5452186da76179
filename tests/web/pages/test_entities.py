"""What the files know is listed, and one answer about it counts everywhere."""

import re
from dataclasses import replace

from fastapi import FastAPI

from app.cases import book, entities
from app.cases.entities import Entity
from tests.cases.test_owner import HOME, PARENTS, orders
from tests.conftest import Browser, the_case
from tests.importers.reading import SAMPLES


def listed(app: FastAPI) -> dict[str, Entity]:
    """The entities of the only case, by what they are."""
    case = the_case(app)
    asking = book.state(case)
    assert asking
    return {str(one.what): one for one in entities.entities(case, asking.found)}


def test_an_entity_is_answered_changed_and_undone(app: FastAPI, browser: Browser) -> None:
    """Places and cards stand there with their days, number and money; an answer is that of their question."""
    assert browser.get("/case/entities").status_code in (303, 404)
    browser.upload(("orders.csv", orders()))
    browser.wait()
    page = browser.get("/case/entities").text
    assert "Visa - 1111" in page
    home = listed(app)[HOME]
    assert (home.count, [one.minor for one in home.money], str(home.first)) == (12, [12 * 1280], "2025-01-03")
    assert home.answer is None
    saved = browser.post("/case/entities", {"entity": home.id, "answer": "mine"}, on="/case/entities")
    assert saved.status_code == 303
    assert "Undo" in browser.get(saved.headers["location"]).text
    asking = book.state(the_case(app))
    assert asking
    assert asking.found.account.events["mine"] == home.count - home.singly
    # Until when? Later orders are asked about for themselves, and the answer no longer covers them.
    browser.post("/case/entities", {"entity": home.id, "until": "2025-06-30", "save": "until"}, on="/case/entities")
    moved = listed(app)[HOME]
    assert (moved.until, moved.answer, moved.count) == ("2025-06-30", "mine", 12)
    assert moved.singly > home.singly
    browser.post("/case/entities", {"entity": home.id, "until": "", "save": "until"}, on="/case/entities")
    assert listed(app)[HOME] == replace(home, answer="mine")
    assert listed(app)[HOME].until is None
    undone = browser.post("/case/entities", {"entity": home.id, "answer": ""}, on="/case/entities")
    assert undone.status_code == 303
    assert listed(app)[HOME].answer is None


def test_files_that_name_nothing(browser: Browser) -> None:
    """A seller's files were handed in, and are not called missing; the pages say why nothing is asked."""
    browser.upload(("orders.txt", (SAMPLES / "seller/orders/jp.txt").read_bytes()))
    browser.wait()
    page = browser.get("/case/entities").text
    assert "Your files name no places" in page
    assert "You have not handed in any file yet." not in page
    for path in ("/case/result", "/case/end"):
        assert "These files are a seller" in browser.get(path).text
    assert "Do this now" not in browser.get("/case/end").text


def test_search_and_wrong_forms(app: FastAPI, browser: Browser) -> None:
    """A search narrows the list; what names nothing or is no day is refused and changes nothing."""
    browser.upload(("orders.csv", orders()))
    browser.wait()
    page = browser.get("/case/entities?q=canary").text
    assert [name in page for name in (PARENTS, HOME)] == [True, False]
    assert "Nothing here has these words." in browser.get("/case/entities?q=zzz").text
    home = listed(app)[HOME]
    for data, status in (
        ({"entity": "place:0", "answer": "mine"}, 404),
        ({"entity": home.id, "answer": "perhaps"}, 422),
        ({"entity": home.id, "until": "soon", "save": "until"}, 422),
    ):
        assert browser.post("/case/entities", data, on="/case/entities").status_code in (status, 400), data
    assert listed(app)[HOME].answer is None
    assert not re.search(r'style="', browser.get("/case/entities").text)
