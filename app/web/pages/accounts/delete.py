"""Deleting a case permanently: at once, after a confirmation, or automatically on a day that the person may bring
forward."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.answers.book import latest_report
from app.cases.files import erase
from app.cases.record import retention
from app.errors import Unreadable
from app.i18n import N_, nN_
from app.i18n.formats import when
from app.i18n.translate import gettext
from app.report.catalogue import persons_clock
from app.web.route import EVERYTHING, NOTHING, Routes, Who
from app.web.session import leave, require_confirmed, require_own, throw_sample_away
from app.web.templating import language, redirect, render

routes = Routes()

SOONER_SENTENCE = nN_("{count} day from now", "{count} days from now")
LATEST = "latest"
LATEST_SENTENCE = N_("At the latest: {when}")


@routes.get("/case/delete", label=N_("Delete this case"), who=Who.PERSON, cost=None)
def page(request: Request) -> Response:
    """Asks for confirmation, shows what will be deleted, and when it happens automatically."""
    case, lang = require_own(request), language(request)
    require_confirmed(request)
    clock = persons_clock(latest_report(case), lang)
    sooner = [(str(days), gettext(SOONER_SENTENCE, lang, count=days)) for days in retention.choices(case)]
    last = gettext(LATEST_SENTENCE, lang, when=when(retention.latest(case), "stated", lang, clock))
    return render(
        request,
        "accounts/delete.html",
        until=when(case.until, "stated", lang, clock),
        choices=[*sooner, (LATEST, last)],
        days=case.service.settings.keep_uploads,
    )


@routes.post("/case/delete", label=N_("Delete this case"), who=Who.PERSON, cost=None, removes=EVERYTHING)
def delete(request: Request) -> Response:
    """Deletes the case. There is nothing left to redirect to, so the response is the last page."""
    case = require_own(request)
    require_confirmed(request)
    if not throw_sample_away(request):
        erase.erase(case.service, case.id)
        leave(request)
    return render(request, "accounts/delete.html", deleted=True)


@routes.post("/case/delete/later", label=N_("Delete this case on a day"), who=Who.PERSON, cost=None, removes=NOTHING)
def delete_later(request: Request, days: Annotated[str, Form()] = "") -> Response:
    """Changes the day on which the case is deleted automatically."""
    case = require_own(request)
    require_confirmed(request)
    known = {LATEST: None} | {str(choice): choice for choice in retention.choices(case)}
    if days and days not in known:
        raise Unreadable
    if days:
        retention.keep_for(case, known[days])
    return redirect("/case/delete#later")
