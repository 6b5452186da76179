"""``make axe``: every page and its states in both languages, light and dark, on phone, desk and paper."""

from datetime import date

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser as Chromium

from app.report.plans.described import PlanInput
from app.report.plans.public import work_out
from checklists.model import symptoms
from tests.browser import Browser, hand_in_sample, visit
from tests.cases.access.test_browsers import signed_in
from tests.journey.fits import MOST_SHEETS, nearly_empty, sheets
from tests.journey.judge import judging
from tests.web.pages.conftest import guest, pytest_generate_tests
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import BLANK, ONWARD, OPEN, ROLES, addresses, full, full_once, settings

__all__ = ["full", "full_once", "guest", "pytest_generate_tests", "settings"]

# Forms whose empty answer is a page with errors, which change nothing.
REFUSING: tuple[str, ...] = (
    "/sign-in",
    "/sign-up",
    "/resume",
    "/start",
    "/verify",
    "/case/questions/",
    "/case/columns/",
    "/case/deadlines",
)
REFUSING += ("/case/contacts", "/case/household", "/case/helpers", "/account/password", "/case/evidence", "/upload")
WINDOWS = {"phone": (390, 844, "light"), "phone, dark": (390, 844, "dark"), "wide": (1280, 900, "light")}
SAMPLE = (
    "/case",
    "/case/files",
    "/case/result",
    "/case/recognise",
    "/case/end",
    "/case/book",
    "/case/steps",
    "/case/summary",
)


def documents(browser: Browser, paths: list[str]) -> dict[str, str]:
    """The pages at these addresses, and what their forms answer when they are sent empty."""
    pages: dict[str, str] = {}
    for path in paths:
        answer = browser.get(path)
        kind = answer.headers.get("Content-Type", "")
        if (
            path in BLANK
            or path in ONWARD
            or not kind.startswith("text/html")
            or "Content-Disposition" in answer.headers
        ):
            continue
        pages[path] = answer.text
        for form in Markup(answer.text).forms:
            if form.method == "post" and form.action.startswith(REFUSING):
                empty = browser.post(form.action, {name: "" for name in form.names if name != "csrf"}, on=path)
                if empty.status_code >= 400 and empty.headers["Content-Type"].startswith("text/html"):
                    pages[f"{path}#{form.action} empty"] = empty.text
    return pages


@pytest.mark.parametrize("window", WINDOWS)
def test_every_page(app: FastAPI, full: Browser, chrome: Chromium, lang: str, window: str) -> None:
    """No violation anywhere: with a full case, without one, for roles, and of the sample."""
    pages = documents(full, addresses(full))
    pages |= {f"guest {path}": html for path, html in documents(visit(app, **{"Accept-Language": lang}), OPEN).items()}
    for path, role in ROLES.items():
        browser = visit(app, **{"Accept-Language": lang})
        signed_in(app, browser, role)
        pages[path] = browser.get(path).text
    sampled = visit(app, **{"Accept-Language": lang})
    assert sampled.post("/sample").status_code == 303
    sampled.wait()
    pages |= {f"sample {path}": html for path, html in documents(sampled, [*SAMPLE]).items()}
    own = visit(app, **{"Accept-Language": lang})
    hand_in_sample(own)
    pages |= {f"own {path}": html for path, html in documents(own, addresses(own, partly=True)).items()}
    width, height, scheme = WINDOWS[window]
    found = []
    with judging(chrome, width, height, color_scheme=scheme) as judge:
        for name, html in pages.items():
            found += [f"{name}: {fault}" for fault in judge.wrong(html, "/")]
            found += [f"{name}: sheet {number} is nearly empty" for number in nearly_empty(judge.page)]
    print(f"{len(pages)} pages and states judged ({lang}, {window})")
    assert found == []


def heaviest(lang: str) -> list[str]:
    """The ten emergencies with the most steps."""

    def length(symptom: str) -> int:
        return len(work_out(PlanInput([symptom]), lang, date.today()).steps)

    return sorted(symptoms(), key=length, reverse=True)[:10]


def test_plans_on_paper(app: FastAPI, chrome: Chromium, lang: str) -> None:
    """Of each of the ten heaviest emergencies: the check list on two sheets, the easy version on one."""
    with judging(chrome) as judge:
        for symptom in heaviest(lang):
            browser = visit(app, **{"Accept-Language": lang})
            assert browser.post("/start", {"symptom": symptom}).status_code == 303
            for path, most in MOST_SHEETS.items():
                judge.open(browser.get(path).text)
                texts = sheets(judge.page)
                assert len(texts) <= most, (symptom, path)
                assert all(texts)
