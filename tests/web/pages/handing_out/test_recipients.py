"""The page of the summary for a recipient: what it shows is what leaves, and a choice is kept."""

import html

from app.i18n.translate import translate
from tests.browser import Browser


def test_a_choice_is_kept_and_changes_what_leaves(reader: Browser, lang: str) -> None:
    """A kind of data that the person shows again is in the preview and in the download, and only for this recipient."""
    reader.post("/case/letters", {"name": "見本 花子"}, on="/case/letters")
    page = "/case/summary/card_jp"
    assert "見本 花子" in reader.get(page).text
    assert translate("The downloaded file is not encrypted.", lang) in reader.get(page).text
    answer = reader.post(page, {"hide": ["person", "nonsense"]}, on=page)
    assert answer.status_code == 303
    assert "見本 花子" not in html.unescape(reader.get(page).text)
    for form in ("html", "txt", "csv", "json"):
        made = reader.get(f"{page}/download.{form}")
        assert made.status_code == 200
        assert "見本 花子" not in made.text
        assert "card-jp" in made.headers["Content-Disposition"]
    assert "見本 花子" in reader.get("/case/summary/insurer").text
    reader.post(page, {"act": "default"}, on=page)
    assert "見本 花子" in reader.get(page).text


def test_a_recipient_of_text_gets_text_alone(reader: Browser, lang: str) -> None:
    """IC3 takes no files, so none is made for it; an unknown recipient has no page."""
    assert reader.get("/case/summary/ic3/download.txt").text.startswith("[")
    assert reader.get("/case/summary/ic3/download.pdf").status_code == 404
    assert reader.get("/case/summary/nobody").status_code == 404
    assert reader.get("/case/summary/shop/download.exe").status_code == 404
