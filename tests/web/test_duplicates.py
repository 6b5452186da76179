"""A file that the case has already is named, and what came with it is examined all the same."""

from tests.browser import ORDERS, Browser


def test_new_files_go_on_and_known_ones_are_named(browser: Browser) -> None:
    """One known file among new ones leads to the progress of the others; nothing new leads back to the form."""
    first = ("a.csv", ORDERS.encode())
    assert browser.upload(first).headers["location"] == "/case/progress?go=on"
    browser.wait()
    more = ("b.csv", ORDERS.replace("Pen", "Cup").replace("0000001-", "0000002-").encode())
    answer = browser.upload(first, more)
    assert answer.status_code == 200
    assert "a.csv" in answer.text
    assert 'type="file"' not in answer.text
    assert "progress" in answer.text
    browser.wait()
    answer = browser.upload(first)
    assert answer.status_code == 200
    assert "a.csv" in answer.text
    assert 'type="file"' in answer.text
    assert "/case/files" in answer.text
    state = browser.get("/case/progress.json").json()
    assert state["percent"] is None or 0 <= state["percent"] <= 99
