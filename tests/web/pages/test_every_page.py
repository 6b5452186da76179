"""What holds of every page, in both languages."""

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from fastapi import FastAPI
from sqlmodel import col, select

from app.report.summary import FORMS
from app.settings import Provider, Settings
from app.storage.tables import SessionRow, now
from app.web.pages import declared
from app.web.route import Who
from checklists.letter import letters
from checklists.recipients.recipient import recipients
from tests.browser import GIFT, Browser, multipart, visit
from tests.cases.access.test_browsers import signed_in
from tests.importers.screens.drawn import GIFT_CARD, screen
from tests.service import Prepared, blob_of, rows_by_hand, the_case
from tests.web.pages.conftest import begin, keep
from tests.web.pages.markup import Markup
from tests.web.pages.stored_report import REPORT

STATIC = Path(__file__).parents[3] / "static"
PICTURE = base64.b64decode(  # a white dot as PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABAQAAAAA3bvkkAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
OPEN = [
    "/",
    "/start/money",
    "/start/told",
    "/privacy",
    "/get-files",
    "/upload",
    "/resume",
    "/sign-in",
    "/sign-up",
    "/sign-up/passkey",
    "/sign-in/recover",
    "/nothing-here",
    "/case",
]
# What stands for the parameter of a route; a route with one that is neither here nor in LINKED fails the test.
EXAMPLES = {
    "/start/{door}": ("money", "told"),
    "/case/findings/{name}": ("bbbb",),
    "/case/steps/{name}": ("save.household", "mail.password"),
    "/case/steps/{name}/other": ("save.household/other", "mail.password/other"),
    "/case/steps/{name}/call": ("save.household/call", "mail.password/call"),
    "/case/questions/{name}": ("what", "parcel.paid", "parcel.carrier"),
    "/case/letters/{name}": tuple(letters()),
    "/case/columns/{ref}/layout": ("0123456789abcdef01234567/layout",),
    "/case/pictures/{ref}/copy": ("0123456789abcdef01234567/copy",),
    "/case/evidence/{step}": ("save.screens",),
    "/case/evidence/picture/{number}": ("1",),
    "/case/book.{form}": ("csv", "xlsx"),
    "/case/summary.{form}": tuple(FORMS),
    "/case/summary/{name}": tuple(recipients()),
    "/case/exports/{name}.{form}": ("refunds.csv", "ledger.csv", "account.xlsx"),
    "/case/summary/{name}/download.{wanted}": ("shop/download.html", "ic3/download.txt"),
}
# Routes whose parameter only the case knows, each with a page that links to it.
LINKED = {
    "/case/columns/{ref}": "/case/files",
    "/case/pictures/{ref}": "/case/pictures",
    "/case/evidence/exhibit/{number}": "/case/evidence/save.screens",
    "/case/evidence/file/{number}": "/case/evidence/exhibit/1",
    "/case/remove/exhibit/{number}": "/case/evidence/exhibit/1",
    "/case/remove/file/{name}": "/case/files",
}
MAY_BE_MISSING = {"/case/pictures/{ref}"}  # in cases without a picture; that of ``full`` has one
# Addresses of buttons and of a way back, which show the page of the button.
ALIASES = {"/start", "/case/entities", "/sample", "/sample/leave", "/case/code", "/sign-in/provider/return"} | {
    "/phone",
    "/phone/state.json",
}
NO_MAPPING = "/case/columns/0123456789abcdef01234567/layout"  # where nothing was saved, there is no file
NO_PICTURE = "/case/pictures/0123456789abcdef01234567/copy"
BLANK = {"/exit", NO_MAPPING, NO_PICTURE}  # leaves at once; pages of what is not there
# Pages for accounts of this role alone.
ROLES = {
    route.path: "operator" if route.who is Who.OPERATOR else "helper"
    for route in declared()
    if route.who in (Who.OPERATOR, Who.STAFF)
}
# Pages of a helper with a case, which ``tests.web.pages.desk`` visits, and addresses of their buttons.
HELPERS = {route.path for route in declared() if route.who in (Who.HELPER, Who.HOLDER)}
# What leads somebody on who is signed in: pages for others, and addresses of buttons.
ONWARD = {
    "/sign-in",
    "/sign-up",
    "/sign-up/second",
    "/sign-up/passkey",
    "/sign-up/passkey/new",
    "/sign-out",
    "/account/cases",
    "/help",
    "/case/taken",
}
ONWARD |= {"/language", "/case/entities", "/account/second-factor/codes", "/account/second-factor/remove"}
REFUSED = {
    "/sign-in/provider/return": 403,
    "/metrics": 404,
    **dict.fromkeys(("/phone", "/phone/state.json", "/case/phone"), 403),  # over http; the rest in test_phone.py
    NO_MAPPING: 404,
    NO_PICTURE: 404,
}  # of addresses that nobody comes to by themselves


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation with every page that a setting brings; nobody answers at its sign-in service."""
    return replace(settings, provider=Provider("http://localhost:9", "mioboe", "secret", "*"))


def fill(lang: str, browser: Browser) -> None:
    """Fills a case that has something to show on every page: also an unknown table, a picture of a list, and a file
    kept for a step. Signs an account in, whose second factor is being set up."""
    app = browser.client.app  # type: ignore[attr-defined]
    browser.client.headers["Accept-Language"] = lang
    begin(app, browser)
    unknown = ("list.csv", b"When,What,Cost\r\n03/04/2026,CANARY-shop,1200\r\n")
    browser.upload(unknown, ("shot.png", screen(GIFT_CARD)), text=GIFT)
    browser.wait()
    case = the_case(app)
    report = json.loads(blob_of(case, "report"))
    both = {name: [*REPORT[name], *report[name]] for name in ("files", "findings")}
    keep(app, REPORT | both)
    signed_in(app, browser)
    proof = multipart(
        browser.token("/case/evidence/save.screens"), (("screen.png", screen(GIFT_CARD * 2)),), step="save.screens"
    )
    assert browser.client.post("/upload", **proof).status_code == 303
    assert browser.post("/account/second-factor", on="/account/second-factor").status_code == 303


@pytest.fixture
def full_once(filled: Callable[..., Prepared], lang: str) -> Prepared:
    """That case in the language of a test."""
    return filled(fill, lang)


@pytest.fixture
def full(guest: Browser, full_once: Prepared, settings: Settings) -> Browser:
    """A browser with that case, whose person has just proved who they are."""
    full_once.open(guest, settings)
    with rows_by_hand(guest.client.app.state.service.engine) as session:  # type: ignore[attr-defined]
        for row in session.exec(select(SessionRow).where(col(SessionRow.confirmed_at).is_not(None))):
            row.confirmed_at = now()
    return guest


def addresses(browser: Browser, partly: bool = False) -> list[str]:
    """An address for every route that can be visited; several where pages differ by their parameter. ``partly``: the
    case has no page for some of them."""
    found = []
    for route in declared():
        if "GET" in route.methods and route.path not in (*ROLES, *HELPERS):
            start, _, rest = route.path.partition("{")
            if route.path in LINKED:
                links = Markup(browser.get(LINKED[route.path]).text).links
                link = next((link for link in links if link.startswith(start)), None)
                assert link or partly or route.path in MAY_BE_MISSING, route.path
                found += [link] if link else []
            elif rest:
                assert route.path in EXAMPLES, f"{route.path} needs an example here"
                found += [f"{start}{one}" for one in EXAMPLES[route.path]]
            else:
                found.append(route.path)
    return found


def pages(browser: Browser) -> dict[str, Markup]:
    """Every page of the service by its address, each visited; downloads and data are visited too."""
    found = {}
    for path in addresses(browser):
        answer = browser.get(path)
        assert answer.status_code == (303 if path in ONWARD else REFUSED.get(path, 200)), path
        if path in ONWARD:
            continue
        is_page = answer.headers["Content-Type"].startswith("text/html") and "Content-Disposition" not in answer.headers
        if is_page and path not in BLANK:
            found[path] = Markup(answer.text)
    return found


def check(page: Markup, lang: str) -> None:
    """The promises of every single page."""
    assert page.wrong == []
    assert page.unsaid == []
    assert page.lang == lang
    assert page.count["h1"] == 1
    assert page.count["main"] == 1
    assert page.texts["title"].endswith(" – Mioboe")
    assert len(page.ids) == len(set(page.ids))
    assert page.described <= set(page.ids)
    assert all(one.startswith(("/static/", "/case/evidence/picture/", "/case/first-page.png")) for one in page.sources)
    assert all(wrapped or name in page.labelled for name, wrapped in page.controls)
    for form in page.forms:  # one that only shows something else needs no token, and gives none away in the address
        assert (form.names[0] == "csrf") if form.method == "post" else ("csrf" not in form.names)


def test_pages_without_a_case(guest: Browser, lang: str) -> None:
    """Well-formed, right language, nothing inline, nothing from elsewhere, every control labelled, token first."""
    for path in OPEN:
        answer = guest.get(path)
        assert answer.status_code == (404 if path in ("/nothing-here", "/case") else 200), path
        check(Markup(answer.text), lang)


def test_pages_of_a_case(full: Browser, lang: str) -> None:
    """The same of every route, with a case that is full of hostile text; no two pages have the same title; and every
    link of ours answers, as every link to a place inside a page finds that place. Others are https."""
    visited = pages(full)
    assert {"/case", "/case/steps", "/account"} <= visited.keys()
    for page in visited.values():
        check(page, lang)
    titles = [page.texts["title"] for path, page in visited.items() if path not in ALIASES]
    assert len(set(titles)) == len(titles)
    if lang == "ja":  # the addresses are the same in every language
        check_links(full, visited)


def test_pages_of_roles(app: FastAPI, lang: str) -> None:
    """The same of pages for helpers and operators, which nobody else finds."""
    for path, role in ROLES.items():
        for one in (role, "person"):
            browser = visit(app, **{"Accept-Language": lang})
            signed_in(app, browser, one)
            answer = browser.get(path)
            assert answer.status_code == (200 if one == role else 404)
            check(Markup(answer.text), lang)


def check_links(browser: Browser, visited: dict[str, Markup]) -> None:
    """That every link on these pages leads somewhere."""
    answered = set(visited)
    for path, page in visited.items():
        for link in page.links:
            target, place = urldefrag(link)
            if target.startswith(("https://", "tel:", "otpauth:")):
                continue
            target = path if target in ("", "?lang=ja", "?lang=en") else target
            if target not in answered:
                assert browser.get(target).status_code == (303 if target.partition("?")[0] in ONWARD else 200), link
                answered.add(target)
            assert not place or place in visited[target].ids, f"{link} on {path}"


def test_language_switch_keeps_the_page(reader: Browser, lang: str) -> None:
    """The button shows the same page in the other language, and the case remembers it. An address with a language
    shows its own page in it, whose links to pages of the service keep to it, and no other."""
    other = "en" if lang == "ja" else "ja"
    where = "/case/summary?unanswered=1"
    page = Markup(reader.get(f"{where}&lang={other}").text)
    assert (page.lang, f"/privacy?lang={other}" in page.links) == (other, True)
    assert Markup(reader.get(where).text).lang == lang
    switch = f'name="to" value="{where}">\n      <button class="link" name="lang" value="{other}" lang="{other}">'
    assert switch in reader.get(where).text
    answer = reader.post("/language", {"lang": other, "to": where}, on=where)
    assert answer.headers["Location"] == where
    assert Markup(reader.get("/case/steps").text).lang == other


@pytest.mark.parametrize("to", ["", "//example.org", "https://example.org", "/\\example.org", "case", "\\x"])
def test_the_language_leads_to_pages_of_ours_alone(reader: Browser, lang: str, to: str) -> None:
    """What somebody else may have written into the form is no way out."""
    assert reader.post("/language", {"lang": lang, "to": to}, on="/case").headers["Location"] == "/"


def test_language_holds_before_there_is_a_case(guest: Browser, lang: str) -> None:
    """A language that was chosen by hand stays chosen on the way to the upload, where nothing is kept yet."""
    other = "en" if lang == "ja" else "ja"
    page = Markup(guest.get(f"/?lang={other}").text)
    assert f"/upload?lang={other}" in page.links
    assert guest.client.cookies.get("mioboe") is None


def test_the_way_is_marked(reader: Browser) -> None:
    """The page of the case that is open is marked in the navigation."""
    for path in ("/case", "/case/files", "/case/result", "/case/steps", "/case/summary"):
        assert f'<a href="{path}" aria-current="page">' in reader.get(path).text


def test_assets(app: FastAPI, guest: Browser) -> None:
    """Styles, scripts, icons and mark are ours and small enough to load on a slow line, all of them together."""
    names = sorted(file.name for file in STATIC.iterdir() if file.suffix in (".css", ".js", ".svg"))
    files = {name: guest.get(f"/static/{name}").content for name in names}
    assert all(files.values())
    assert sum(len(gzip.compress(content)) for content in files.values()) < 30_000
    assert "url(" not in files["style.css"].decode() + files["forms.css"].decode()
