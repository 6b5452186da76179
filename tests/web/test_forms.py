"""Requests that are not the person's own are refused; every answer carries the headers that protect them."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from app.settings import Settings
from app.web.middleware import HEADERS
from tests.browser import Browser, visit
from tests.service import running

PAGES = ("/", "/upload", "/resume", "/get-files", "/case", "/nothing-here", "/static/style.css", "/static/", "/docs")


def test_every_answer_carries_the_headers(browser: Browser) -> None:
    """Pages, errors and files alike forbid foreign content, frames and referrers."""
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    for path in PAGES:
        answer = browser.get(path)
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS, path
        assert "Access-Control-Allow-Origin" not in answer.headers, path
        kept = path == "/static/style.css"
        assert answer.headers["Cache-Control"] == ("public, max-age=600" if kept else "no-store"), path


def test_the_first_cookie_is_for_forms_alone(browser: Browser) -> None:
    """Looking at pages sets one cookie, with the first form: requests of other sites lack it, and it ends with the
    browser's session."""
    answers = [browser.get(path) for path in PAGES]
    cookies = [cookie for one in answers for cookie in one.headers.get_list("Set-Cookie")]
    [(name, _, rest)] = [cookie.partition("=") for cookie in cookies]
    assert (name, rest.split("; ")[1:]) == ("mioboe-visit", ["Path=/", "HttpOnly", "SameSite=Strict"])


def test_no_other_site_opens_a_case_here(app: FastAPI) -> None:
    """A page of another site fetched a form and sends it from somebody's browser on plain http, where browsers say
    neither whose form it is nor send any cookie: it opens nothing. The same with the cookie is our own form."""
    for path in ("/resume", "/sample", "/start"):
        attacker, victim = visit(app), visit(app)
        form = {"csrf": attacker.token("/"), "symptom": "symptom.free_parcel", "code": "x"}
        for headers in ({"Origin": "null"}, {"Origin": "http://evil.example"}, {}):
            answer = victim.client.post(path, data=form, headers=headers)
            opened = "mioboe=" in answer.headers.get("Set-Cookie", "")
            assert (answer.status_code, opened) == (403, False), (path, headers)
        assert attacker.client.post(path, data=form).status_code != 403 or path == "/resume"


def test_cookie_on_plain_http(browser: Browser) -> None:
    """Plain http gets a cookie that browsers keep there, out of reach of scripts and other sites' forms."""
    cookie = browser.post("/start", {"symptom": "symptom.free_parcel"}).headers["Set-Cookie"]
    name, _, rest = cookie.partition("=")
    assert name == "mioboe"
    assert len(rest.split(";")[0]) >= 43
    assert rest.split("; ")[1:] == ["Path=/", f"Max-Age={180 * 86400}", "HttpOnly", "SameSite=Lax"]


def test_cookie_on_https(app: FastAPI) -> None:
    """On https the cookie belongs to this host and to https alone, and the browser is told to stay there."""
    answer = visit(app, "https://testserver").post("/start", {"symptom": "symptom.free_parcel"})
    assert answer.headers["Set-Cookie"].startswith("__Host-mioboe=")
    assert answer.headers["Set-Cookie"].endswith("; Secure")
    assert "Domain" not in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.sqlite
def test_two_services_on_one_computer(app: FastAPI, settings: Settings, tmp_path: Path) -> None:
    """Browsers send the cookies of a host to all its ports, so each service has names of its own: what another one on
    the same computer sets opens nothing and closes nothing here."""
    form = {"symptom": "symptom.free_parcel"}
    here = visit(app, "http://localhost:8000")
    with running(settings, data=tmp_path / "other") as other_app:
        there = visit(other_app, "http://localhost:8080")
        assert here.post("/start", form).status_code == 303
        there.client.cookies.update(here.client.cookies)
        assert there.post("/start", form).status_code == 303
        here.client.cookies.update(there.client.cookies)
        assert (here.get("/case").status_code, there.get("/case").status_code) == (200, 200)
    assert {cookie.name for cookie in here.client.cookies.jar} >= {"mioboe-8000", "mioboe-8080"}
    for base in ("http://localhost:8080", "http://localhost"):
        assert (
            visit(app, base, Cookie=f"mioboe-8000={here.client.cookies['mioboe-8000']}").get("/case").status_code == 404
        )
    tls = visit(app, "https://localhost:8443").post("/start", form)
    assert tls.headers["Set-Cookie"].startswith("__Host-mioboe-8443=")


OF_OTHERS: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": "https://testserver"},
    {"Origin": "http://testserver:8080"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "none", "Origin": "chrome-extension://abcdefghijklmnopabcdefghijklmnop"},
    {"Sec-Fetch-Site": "none", "Origin": "null"},
)
OWN: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "none", "Origin": "http://testserver"},
    {"Origin": "http://testserver"},
)


def test_forms_of_other_sites_are_refused(browser: Browser) -> None:
    """Even with a valid token nothing is done for a form that another site sent."""
    for headers in OF_OTHERS:
        answer = browser.post("/start", {"symptom": "symptom.free_parcel"}, headers=headers)
        assert answer.status_code == 403, headers
        assert "Set-Cookie" not in answer.headers, headers
        assert "Nothing was changed" in answer.text, headers


def test_own_forms_pass(app: FastAPI) -> None:
    """Own forms pass with fetch metadata, with Origin on plain http, and by the token where a browser hides both."""
    for headers in OWN:
        answer = visit(app).post("/start", {"symptom": "symptom.free_parcel"}, headers=headers)
        assert answer.status_code == 303, headers
        assert "Set-Cookie" in answer.headers, headers


def test_no_form_without_its_token(browser: Browser) -> None:
    """Every form needs its token, whatever else it holds."""
    for path in ("/start", "/case/findings", "/case/delete", "/case/leave", "/resume", "/sample"):
        for token in (None, "", "en.x.y", "ja..", "é.é.é"):
            answer = browser.client.post(path, data={} if token is None else {"csrf": token})
            assert answer.status_code == 403, (path, token)


def test_token_belongs_to_one_browser(app: FastAPI, browser: Browser) -> None:
    """A token that somebody else got, or one from before the case was opened, opens nothing in this browser."""
    early = browser.token("/")
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    other = visit(app)
    other.post("/start", {"symptom": "symptom.free_parcel"})
    for token in (early, other.token("/upload")):
        assert browser.client.post("/case/delete", data={"csrf": token}).status_code == 403
    assert browser.get("/case").status_code == 200


def test_only_plain_forms(browser: Browser) -> None:
    """Bodies of another kind are refused, so that no page can be made to send one in a form's place."""
    token = browser.token()
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        answer = browser.client.post("/start", content=f"csrf={token}", headers={"Content-Type": kind})
        assert answer.status_code in (400, 422)


def test_body_limit(browser: Browser) -> None:
    """A form that is too large is refused with the limit in words, announced or not."""
    body = b"csrf=" + browser.token().encode() + b"&symptom=" + b"x" * 70_000
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    announced = browser.client.post("/start", content=body, headers=form)
    streamed = browser.client.post("/start", content=iter([body[:100], body[100:]]), headers=form)
    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert "64 KiB" in answer.text


def test_impossible_host_names(browser: Browser) -> None:
    """A host name that none can have gets a plain refusal."""
    for host in ("evil.example/x", "a b", "", "[::1", "x" * 300):
        assert browser.get("/", headers={"Host": host}).status_code == 400, host


def test_foreign_host_names(settings: Settings) -> None:
    """A service for this computer answers to no other name, so no web site can point its own name at it."""
    with running(settings, hosts=("localhost", "127.0.0.1")) as app:
        assert visit(app, "http://localhost:8000").get("/").status_code == 200
        refused = visit(app, "http://evil.example:8000").get("/")
        assert refused.status_code == 400
        assert "does not answer to the host name" in refused.text


def test_errors_are_pages(browser: Browser) -> None:
    """Unknown addresses and wrong methods end on a page in the person's language that says what to do."""
    wrong = (("POST", "/", 405), ("TRACE", "/", 405), ("GET", "/case/leave", 405))
    for method, path, status in (("GET", "/nothing", 404), ("GET", "/case", 404), *wrong):
        english = browser.client.request(method, path)
        japanese = browser.client.request(method, path, headers={"Accept-Language": "ja"})
        assert (english.status_code, japanese.status_code) == (status, status), path
        assert '<html lang="en">' in english.text, path
        assert '<html lang="ja">' in japanese.text, path
        assert "Traceback" not in english.text, path


def test_no_listing_of_the_interface(browser: Browser) -> None:
    """No machine description of the service, no folder listing, no Python file is served."""
    for path in ("/docs", "/redoc", "/openapi.json", "/static/", "/static/../app/main.py"):
        assert browser.get(path).status_code == 404


def test_language_of_the_form_is_kept(browser: Browser) -> None:
    """A case that is opened from the Japanese page is Japanese, whatever the browser prefers, until a form of a page in
    another language is sent; an address with a language changes nothing."""
    token = browser.token("/?lang=ja")
    browser.client.post("/start", data={"csrf": token, "symptom": "symptom.free_parcel"})
    assert '<html lang="ja">' in browser.get("/case").text
    assert '<html lang="en">' in browser.get("/case?lang=en").text
    assert '<html lang="ja">' in browser.get("/case").text
    browser.post("/case/safety", {"onward": "questions"}, on="/case/safety?lang=en")
    assert '<html lang="en">' in browser.get("/case").text
