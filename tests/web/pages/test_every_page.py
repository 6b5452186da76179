"""What holds of every page, in both languages."""

from urllib.parse import urldefrag

import pytest
from fastapi import FastAPI

from checklists.letter import letters
from tests.conftest import Browser
from tests.web.pages.markup import Markup

OPEN = ["/", "/get-files", "/upload", "/resume", "/nothing-here", "/case"]
OF_A_CASE = [
    "/", "/get-files", "/upload", "/resume", "/case", "/case/progress", "/case/files", "/case/findings", "/case/steps",
    "/case/findings/bbbb", "/case/steps/save.household", "/case/steps/mail.password",
    "/case/summary", "/case/delete", "/case/questions", "/case/questions/what", "/case/questions/parcel.paid",
    "/case/questions/parcel.carrier", "/case/safety", "/case/household", "/case/deadlines", "/case/contacts",
    "/case/letters", "/case/evidence/save.screens",
    *(f"/case/letters/{name}" for name in letters()),
]  # fmt: skip


def check(page: Markup, lang: str) -> None:
    """The promises of every single page."""
    assert page.wrong == []
    assert page.lang == lang
    assert page.count["h1"] == 1
    assert page.count["main"] == 1
    assert page.texts["title"].endswith(" – Mioboe")
    assert len(page.ids) == len(set(page.ids))
    assert page.described <= set(page.ids)
    assert all(one.startswith("/static/") for one in page.sources)
    assert all(wrapped or name in page.labelled for name, wrapped in page.controls)
    assert all(form.method == "post" and form.names[0] == "csrf" for form in page.forms)


@pytest.mark.parametrize("path", OPEN)
def test_pages_without_a_case(guest: Browser, lang: str, path: str) -> None:
    """Well-formed, right language, nothing inline, nothing from elsewhere, every control labelled, token first."""
    answer = guest.get(path)
    assert answer.status_code == (404 if path in ("/nothing-here", "/case") else 200)
    check(Markup(answer.text), lang)


def test_pages_of_a_case(reader: Browser, lang: str) -> None:
    """The same with a case that is full of hostile text; and no two pages have the same title."""
    titles = set()
    for path in OF_A_CASE:
        answer = reader.get(path)
        assert answer.status_code == 200, path
        page = Markup(answer.text)
        check(page, lang)
        titles.add(page.texts["title"])
    assert len(titles) == len(OF_A_CASE)


def test_links_lead_somewhere(reader: Browser) -> None:
    """Every link of ours answers, and every link to a place inside a page finds that place. Others are https."""
    ids = {path: set(Markup(reader.get(path).text).ids) for path in OF_A_CASE}
    for path in OF_A_CASE:
        for link in Markup(reader.get(path).text).links:
            target, place = urldefrag(link)
            if target.startswith(("https://", "tel:")):
                continue
            target = path if target in ("", "?lang=ja", "?lang=en") else target
            assert reader.get(target).status_code == 200, link
            assert not place or place in ids[target], f"{link} on {path}"


def test_language_switch_keeps_the_page(reader: Browser, lang: str) -> None:
    """The switch shows the same page in the other language, and the case remembers it."""
    other = "en" if lang == "ja" else "ja"
    assert f'href="?lang={other}"' in reader.get("/case/findings").text
    assert Markup(reader.get(f"/case/findings?lang={other}").text).lang == other
    assert Markup(reader.get("/case/steps").text).lang == other


def test_language_holds_before_there_is_a_case(guest: Browser, lang: str) -> None:
    """A language that was chosen by hand stays chosen on the way to the upload, where nothing is kept yet."""
    other = "en" if lang == "ja" else "ja"
    page = Markup(guest.get(f"/?lang={other}").text)
    assert f"/upload?lang={other}" in page.links
    assert guest.client.cookies.get("mioboe") is None


def test_the_way_is_marked(reader: Browser) -> None:
    """The page of the case that is open is marked in the navigation."""
    for path in ("/case", "/case/files", "/case/findings", "/case/steps", "/case/summary"):
        assert f'<a href="{path}" aria-current="page">' in reader.get(path).text


def test_assets(app: FastAPI, guest: Browser) -> None:
    """Style, script and mark are ours and small enough to load on a slow line."""
    files = ("style.css", "forms.css", "app.js", "exit.js", "mark.svg")
    sizes = [len(guest.get(f"/static/{name}").content) for name in files]
    assert all(sizes)
    assert sum(sizes) < 30_000
    assert "url(" not in guest.get("/static/style.css").text + guest.get("/static/forms.css").text
