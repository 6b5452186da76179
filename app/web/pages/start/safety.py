"""Safety first: advice for people who may be watched by somebody close, and the quick exit."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, Response

from app.cases.answers.book import latest_report
from app.cases.record import notes
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.catalogue import persons_clock
from app.web.fragments.step import desk
from app.web.neutral.addresses import forget
from app.web.pages.start.questions import following
from app.web.route import NOTHING, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists.ladders.ladder import safety
from checklists.sites import markets

routes = Routes()


@routes.get("/case/safety", label=N_("If someone close to you may be watching"), who=Who.HAS_CASE, cost=None)
def page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """The advice, the desks that help, and two links: exit, or continue."""
    case, lang = require(request), language(request)
    content, report = safety(), latest_report(case)
    here = markets(report.shops if report else [], LANGUAGES[lang].markets)
    return render(
        request,
        "start/safety.html",
        title=translate(content.title, lang),
        says=[translate(sentence, lang) for sentence in content.says],
        warns=[translate(sentence, lang) for sentence in (content.warn, *content.note)],
        desks=[desk(helper, lang) for helper in content.helpers(here)],
        onward="questions" if next == "questions" else "steps",
        until=when(case.until, "stated", lang, persons_clock(report, lang)),
    )


@routes.post(
    "/case/safety", label=N_("If someone close to you may be watching"), who=Who.HAS_CASE, cost=None, removes=NOTHING
)
def go_on(request: Request, onward: Annotated[str, Form()] = "") -> Response:
    """Saves that the page was read, and continues."""
    case = require(request)
    with notes.change(case) as (_, content):
        content["safety"] = True
    return redirect(following(case, language(request)) if onward == "questions" else "/case/steps")


@routes.post(
    "/case/safety/titles", label=N_("Neutral titles and addresses"), who=Who.PERSON, cost=None, removes=NOTHING
)
def choose_titles(request: Request, neutral: Annotated[str, Form()] = "") -> Response:
    """Whether the pages of the case have titles and addresses that tell nothing (``app.web.neutral``)."""
    with notes.change(require(request)) as (_, content):
        content["neutral"] = bool(neutral)
    forget(request)
    return redirect("/case/safety#titles")


@routes.get("/exit", label=None, who=Who.APART, cost=None)
def leave(request: Request) -> Response:
    """A blank page that redirects to a harmless one at once. With a script the button replaces the page, so that the
    browser's history keeps no entry; without one this comes closest."""
    target = safety().exit_for(language(request))
    blank = f'<!DOCTYPE html><html lang="{language(request)}"><title>…</title><a href="{target}">…</a></html>'
    headers = {"Refresh": f"0; url={target}", "Clear-Site-Data": '"cache"'}
    return HTMLResponse(blank, headers=headers)
