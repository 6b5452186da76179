"""Deadlines, computed from the days that the person gives, and as a calendar file."""

from collections.abc import Collection
from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan import deadlines
from app.cases.plan.progress import StepStatus
from app.cases.plan.view import PlanView, plan_view
from app.cases.record import contacts, notes
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import translate
from app.report.catalogue import persons_clock
from app.report.sample import file_name
from app.storage.database import one_connection
from app.storage.tables import now
from app.web.context import Context
from app.web.fragments.dates import today
from app.web.fragments.step import source
from app.web.fragments.untrusted import safe_text
from app.web.route import ANY, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists.due import Due

routes = Routes()

DAY_LABELS = {
    "statement": N_("Day of the statement (Japan: when you were notified, United States: the date printed on it)"),
    "charge": N_("Day of the charge (the earliest, if there are several)"),
    "learned": N_("Day on which you noticed it"),
    "notice": N_("Day on which you told the card company or the bank"),
    "loss": N_("Day on which the money was lost or the purchase made (the earliest, if there are several)"),
    "delivered": N_("Day on which the goods arrived"),
    "pending_order": N_("Day on which the latest of the pending orders was placed"),
    "secured": N_("Day on which you had secured the account"),
}
DUTY_LABELS = {
    "holder": N_("This is for you to do."),
    "issuer": N_("This is the card company's duty."),
    "bank": N_("This is the bank's duty."),
    "buyer": N_("This depends on the buyer."),
}
ERROR_SENTENCES = {
    "day": N_("Give the day as year, month and day, for example 2026-03-09."),
    "last4": N_("Give only the last four digits of the card."),
}


@routes.get("/case/deadlines", label=N_("Deadlines"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The deadlines, earliest first, then missing days, and the forms for the days."""
    return _page(request, require(request))


@routes.post("/case/deadlines", label=N_("Deadlines"), who=Who.HAS_CASE, cost=None, removes={"remove": ANY})
async def keep(request: Request) -> Response:
    """Saves the days of a card or the other days. Errors are shown beside their fields, and everything typed stays."""
    form = {name: str(typed).strip() for name, typed in (await request.form()).items()}
    return await run_in_threadpool(_keep, request, form)


def _keep(request: Request, form: dict[str, str]) -> Response:
    case, lang = require(request), language(request)
    if "remove" in form:
        deadlines.remove(case, form["remove"])
        return redirect("/case/deadlines")
    days = {name: form[name] for name in DAY_LABELS if name in form}
    last4 = form.get("last4", "")
    errors = {
        f"{name}-{last4}": translate(ERROR_SENTENCES["day"], lang)
        for name, typed in days.items()
        if typed and not notes.is_day(typed)
    }
    if last4 and not (last4.isascii() and last4.isdigit() and len(last4) == 4):
        errors["last4"] = translate(ERROR_SENTENCES["last4"], lang)
    if errors:
        return _page(request, case, form, errors, 422)
    deadlines.keep(case, last4, days)
    return redirect("/case/deadlines")


@routes.download("/case/deadlines.ics", label=N_("The deadlines as a calendar"), who=Who.HAS_CASE, cost=None)
def calendar(request: Request) -> Response:
    """The deadlines as a calendar file."""
    case, lang = require(request), language(request)
    filename = file_name("mioboe-deadlines.ics", case.sample)
    headers = {"Content-Disposition": f'attachment; filename="{filename}"'}
    data = deadlines.calendar(case, lang, now(), today(case, lang))
    return Response(data, media_type="text/calendar; charset=utf-8", headers=headers)


def _page(
    request: Request, case: Case, typed: dict[str, str] | None = None, errors: Any = None, status: int = 200
) -> Response:
    lang = language(request)
    now_, zone = today(case, lang), persons_clock(latest_report(case), lang)
    view = plan_view(case, lang)
    content, steps = view.content, view.statuses
    due_dates = deadlines.case_deadlines(case, steps, lang, now_)
    wanted = {due.term.start for due in due_dates}
    cards = [_card(card, typed, wanted, lang) for card in deadlines.cards(case, content)]
    others = deadlines.other_days(case, content, steps, zone)
    other_fields = [_field(name, "", others.get(name), typed, lang) for name in deadlines.OTHER_DAYS if name in wanted]
    follow, again = _follow(case, now_, lang), _again(view, zone, now_)
    return render(
        request,
        "plan/deadlines.html",
        status=status,
        due=[_due(due, now_, lang) for due in due_dates if due.at],
        missing=list(dict.fromkeys(translate(due.ask, lang) for due in due_dates if due.ask)),
        cards=cards if wanted & set(deadlines.CARD_DAYS) else [],
        others=other_fields,
        follow=follow,
        again=again,
        calendar=bool(follow or again or any(due.at for due in due_dates)),
        typed=typed or {},
        errors=errors,
        empty=not due_dates,
    )


def soon(case: Case, steps: Collection[StepStatus], lang: str) -> list[Context]:
    """The deadlines with their days left that have not passed, the earliest first."""
    now_ = today(case, lang)
    due_dates = [due for due in deadlines.case_deadlines(case, steps, lang, now_) if due.at and due.at >= now_]
    return [_due(due, now_, lang) for due in sorted(due_dates, key=lambda due: due.at or date.max)]


def _follow(case: Case, now_: date, lang: str) -> list[Context]:
    """The contacts whose reply is awaited, with the day to ask again."""
    return [
        {"number": number, "recipient": safe_text(entry["recipient"]), "at": day(at, lang), "id": entry["id"]}
        for number, entry, at in contacts.reminders(case, now_)
    ]


def _again(view: PlanView, zone: str, now_: date) -> list[Context]:
    """The steps to look at again, the earliest first."""
    looks = sorted(deadlines.looks(view.statuses, zone, now_), key=lambda look: look[1])
    return [{"id": step.id, "title": view.name(step.id), "at": day(at, view.lang)} for step, at in looks]


def _card(card: deadlines.Card, typed: dict[str, str] | None, wanted: set[Any], lang: str) -> Context:
    fields = [
        _field(name, card.last4, card.days.get(name), typed, lang) for name in deadlines.CARD_DAYS if name in wanted
    ]
    return {"last4": card.last4, "fields": fields}


def _field(name: str, last4: str, known: date | None, typed: dict[str, str] | None, lang: str) -> dict[str, str]:
    text = known.isoformat() if known else ""
    if typed and typed.get("last4", "") == last4:
        text = typed.get(name, text)
    printed = day(known, lang) if known else ""
    label = translate(DAY_LABELS[name], lang)
    return {"id": f"{name}-{last4}", "name": name, "label": label, "value": text, "printed": printed}


def _due(due: Due, now_: date, lang: str) -> Context:
    at = due.at or date.max
    left = (at - now_).days
    return {
        "title": translate(due.term.title, lang),
        "rule": translate(due.deadline.title, lang),
        "at": day(at, lang),
        "about": due.about,
        "left": left,
        "effect": translate(due.term.effect, lang),
        "duty": translate(DUTY_LABELS[due.term.duty], lang),
        "notes": [translate(note, lang) for note in due.deadline.note],
        "sources": [source(source_, lang) for source_ in due.deadline.sources],
        "unverified": due.deadline.unverified,
        "stale": due.deadline.stale(now_),
    }
