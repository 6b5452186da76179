"""Asking the family: a sheet to print, and the log of answers."""

import secrets
from datetime import date
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.home import household
from app.cases.home.household import open_findings, to_confirm
from app.cases.home.log import Entry
from app.cases.plan.self_check import answers, reported_symptoms
from app.cases.record import notes
from app.i18n import N_
from app.i18n.formats import day, when
from app.i18n.translate import gettext, translate
from app.report.claim_table.home_words import EVERYONE_NAME
from app.report.model import Report
from app.report.typeset.shown import visible_text
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.dates import today
from app.web.fragments.report import place_data
from app.web.fragments.untrusted import safe_text, translator
from app.web.route import ANY, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render

routes = Routes()

HOME_LABELS = {
    "open": N_("No answer yet"),
    "me": N_("It was me"),
    "device": N_("Of a sign-in: it was my device"),
    "travel": N_("Of a sign-in: I was travelling, or used a VPN"),
    "other": N_("It was somebody else at home"),
    "unknown": N_("I do not know it"),
    "unsure": N_("I am not sure"),
}
PLACES = ("/case/findings", "/case/household")  # where the answer of before is asked about
WHO_SENTENCE = N_("Say who was asked. A first name or “my mother” is enough.")
DAY_SENTENCE = N_("Give the day as year, month and day, for example 2026-03-09.")


@routes.get("/case/household", label=N_("Ask the family"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The questions for the family, the log, and the form for a new answer."""
    return _page(request, require(request))


@routes.post("/case/household", label=N_("Ask the family"), who=Who.HAS_CASE, cost=None, removes={"remove": ANY})
def record(
    request: Request,
    id: Annotated[str, Form()] = "",  # noqa: A002 (the name of the field)
    who: Annotated[str, Form()] = "",
    at: Annotated[str, Form()] = "",
    finding: Annotated[str, Form()] = "",
    answer: Annotated[str, Form()] = "open",
    note: Annotated[str, Form()] = "",
    remove: Annotated[str, Form()] = "",
    holds: Annotated[str, Form()] = "",
) -> Response:
    """Saves an answer. Errors are shown beside their fields, and everything typed stays."""
    case, lang = require(request), language(request)
    if holds:
        household.keep_for_everyone(
            case, to_confirm(case, answers(case), latest_report(case)), today(case, lang).isoformat()
        )
        return redirect(holds if holds in PLACES else "/case/household#asked")
    if remove:
        household.remove(case, remove)
        return redirect("/case/household#asked")
    entry: Entry = {
        "id": id or secrets.token_hex(8),
        "finding": finding[:64],
        "who": notes.clean_line(who, 100),
        "at": at.strip(),
        "answer": answer,
        "note": notes.clean_line(note),
    }
    errors = {}
    if not entry["who"]:
        errors["who"] = translate(WHO_SENTENCE, lang)
    if not notes.is_day(entry["at"]):
        errors["at"] = translate(DAY_SENTENCE, lang)
    if errors:
        return _page(request, case, entry, errors, 422)
    household.keep(case, entry)
    return redirect("/case/household#asked")


def _page(request: Request, case: Case, typed: Entry | None = None, errors: Any = None, status: int = 200) -> Response:
    lang = language(request)
    report = latest_report(case) or Report()
    _ = translator(lang)
    findings = [
        {
            "id": finding.id,
            "title": _(finding.title, **finding.values),
            "plain": visible_text(
                gettext(finding.title, lang, **finding.values)[:120]
            ),  # of an option, which takes no markup
            "message": _(finding.message, **finding.values),
            "when": when(finding.at, finding.at_basis, lang, finding.zone),
        }
        for finding in open_findings(report)
    ]
    names = {finding["id"]: finding["title"] for finding in findings}
    asked = [_asked(entry, names.get(entry["finding"], ""), lang) for entry in household.entries(case)]
    blank = {"id": secrets.token_hex(8), "finding": "", "who": "", "answer": "open", "note": ""}
    blank["at"] = today(case, lang).isoformat()
    return render(
        request,
        "plan/household.html",
        status=status,
        careful="symptom.known_person" in reported_symptoms(case),
        findings=findings,
        count=len(to_confirm(case, answers(case), report)),
        about=[(finding["id"], finding["plain"]) for finding in findings],
        asked=asked,
        typed=typed or blank,
        errors=errors,
        answers=[(name, translate(label, lang)) for name, label in HOME_LABELS.items()],
        places=place_data(report, lang) if findings else None,
    )


def _asked(entry: Entry, title: Any, lang: str) -> Context:
    """An entry of the log."""
    return {
        "id": entry["id"],
        "who": safe_text(entry["who"] or translate(EVERYONE_NAME, lang)),
        "at": day(date.fromisoformat(entry["at"]), lang),
        "answer": translate(HOME_LABELS[entry["answer"]], lang),
        "by_helper": entry.get("through") == "helper",
        "note": safe_text(entry["note"]) if entry["note"] else "",
        "title": title,
    }
