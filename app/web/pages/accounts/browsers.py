"""The browsers in which the case is open, and those in which the account is signed in: a list to close them from."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import browser_list
from app.cases.access.browser_list import Listed
from app.cases.access.browser_state import ACCOUNT_LIFE, GUEST_IDLE, PERSON_IDLE, STAFF_IDLE
from app.cases.answers.book import latest_report
from app.i18n import N_, nN_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate
from app.report.catalogue import persons_clock
from app.web import session
from app.web.route import NOTHING, Routes, Who
from app.web.templating import language, redirect, render

routes = Routes()

OF_CASE, OF_ACCOUNT = "/case/browsers", "/account/browsers"
HEADINGS = {OF_CASE: N_("Where your case is open"), OF_ACCOUNT: N_("Where you are signed in")}
UNKNOWN_CLIENT = N_("A browser that we do not know")
GUEST_SENTENCE = nN_(
    "Unused, the case is closed in a browser after {days} day.",
    "Unused, the case is closed in a browser after {days} days.",
)
PERSON_SENTENCE = N_("You are signed out after {hours} hours without use, and {days} days after you last signed in.")
STAFF_SENTENCE = N_("You are signed out after {minutes} minutes without use, and {days} days after you last signed in.")


@routes.get(OF_CASE, label=N_("Where your case is open"), who=Who.PERSON, cost=None)
def of_case(request: Request) -> Response:
    """Where the case is open."""
    case = session.require_own(request)
    return _page(request, browser_list.of_case(case, session.next_token(request)))


@routes.post(OF_CASE, label=N_("Where your case is open"), who=Who.PERSON, cost=None, removes=NOTHING)
def close_of_case(
    request: Request, browser: Annotated[str, Form()] = "", others: Annotated[str, Form()] = ""
) -> Response:
    """Closes the case in one browser, or in all others."""
    case = session.require_own(request)
    session.require_confirmed(request)
    browser_list.close_of_case(case, browser)
    if others:
        session.renewed(request, browser_list.close_others_of_case(case, session.here(request)))
    return redirect(OF_CASE)


@routes.get(OF_ACCOUNT, label=None, who=Who.ACCOUNT, cost=None)
def of_account(request: Request) -> Response:
    """The browsers in which the account is signed in."""
    account = session.require_account(request)
    return _page(request, browser_list.of_account(account, session.next_token(request)))


@routes.post(OF_ACCOUNT, label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def close_of_account(
    request: Request, browser: Annotated[str, Form()] = "", others: Annotated[str, Form()] = ""
) -> Response:
    """Signs one browser out, or all others."""
    account = session.require_account(request)
    session.require_confirmed(request)
    browser_list.close_of_account(account, browser)
    if others:
        session.renewed(request, browser_list.close_others_of_account(account, session.here(request)))
    return redirect(OF_ACCOUNT)


def _page(request: Request, listed: Sequence[Listed]) -> Response:
    lang, case, path = language(request), session.current(request), request.url.path
    clock = persons_clock(latest_report(case) if case else None, lang)
    browsers = [
        {
            "id": browser.id,
            "name": browser.client or translate(UNKNOWN_CLIENT, lang),
            "since": when(browser.since, "stated", lang, clock),
            "seen": when(browser.seen, "stated", lang, clock),
            "here": browser.here,
        }
        for browser in listed
    ]
    title = translate(HEADINGS[path], lang)
    return render(
        request, "accounts/browsers.html", title=title, browsers=browsers, of_case=path == OF_CASE, ends=_ends(request)
    )


def _ends(request: Request) -> str:
    """When a browser's session ends automatically."""
    lang, account, days = language(request), session.account(request), ACCOUNT_LIFE.days
    if account is None:
        return gettext(GUEST_SENTENCE, lang, days=GUEST_IDLE.days)
    if account.role == "person":
        return gettext(PERSON_SENTENCE, lang, hours=PERSON_IDLE.seconds // 3600, days=days)
    return gettext(STAFF_SENTENCE, lang, minutes=STAFF_IDLE.seconds // 60, days=days)
