"""The contact log: what was said and promised, when to ask again, and where to turn next."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.record import contacts, notes
from app.cases.record.contacts import Entry
from app.errors import Meanwhile
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import translate, value
from app.report.catalogue import persons_clock
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.ladder import ladders
from app.web.fragments.untrusted import safe_text
from app.web.numbers import whole_number
from app.web.route import ANY, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render

routes = Routes()

ZONE_NAMES = (
    "Asia/Tokyo", "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Singapore", "Asia/Dubai", "Australia/Sydney",
)  # fmt: skip
ERROR_SENTENCES = {
    "recipient": contacts.RECIPIENT_SENTENCE,
    "at": N_("Give the day and the time, for example 2026-03-09T14:30."),
    "promised_by": N_("Give the day as year, month and day, for example 2026-03-09."),
    "meanwhile": N_(
        "Another window changed this entry after this page was opened. Below is what you typed; "
        "the log has the saved version. Send the form once more to replace it."
    ),
}


@routes.get("/case/contacts", label=N_("Contact log"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request, change: str = "") -> Response:
    """The log, the form for a new entry (or the one to change), and the escalation ladders."""
    case = require(request)
    return _page(request, case, contacts.find(case, change) if change else None)


@routes.post("/case/contacts", label=N_("Contact log"), who=Who.HAS_CASE, cost=None, removes={"remove": ANY})
async def keep(request: Request) -> Response:
    """Saves an entry. Errors are shown beside their fields, and everything typed stays."""
    form = {name: str(typed) for name, typed in (await request.form()).items()}
    return await run_in_threadpool(_keep, request, form)


def _keep(request: Request, form: dict[str, str]) -> Response:
    case, lang = require(request), language(request)
    if "remove" in form:
        contacts.remove(case, form["remove"])
        return redirect("/case/contacts")
    entry, wrong = _entry(form)
    if wrong:
        errors = {name: translate(ERROR_SENTENCES[name], lang) for name in wrong}
        return _page(request, case, entry | {"at": form.get("at", "")}, errors, 422)
    rev = whole_number(form.get("rev", "")) or 0
    try:
        contacts.keep(case, entry, rev)
    except Meanwhile as error:
        fresh = entry | {"rev": contacts.find(case, entry["id"])["rev"]}
        errors = {"recipient": translate(ERROR_SENTENCES["meanwhile"], lang)}
        return _page(request, case, fresh, errors, error.status)
    return redirect(f"/case/contacts#c-{entry['id']}")


def _entry(form: dict[str, str]) -> tuple[Entry, list[str]]:
    """The entry of a form, and the names of invalid fields."""
    channel, zone = form.get("channel", ""), form.get("zone", "")
    entry: Entry = {
        "id": contacts.id_of(form.get("id", "")),
        "rev": 0,
        "recipient": notes.clean_line(form.get("recipient", "")),
        "channel": channel if channel in contacts.CHANNEL_LABELS else "phone",
        "at": "",
        "zone": zone if zone in available_timezones() else "UTC",
        "agent": notes.clean_line(form.get("agent", "")),
        "case_number": notes.clean_line(form.get("case_number", "")),
        "statement": notes.clean_text(form.get("said", "")),
        "subject": notes.clean_line(form.get("subject", "")),
        "promise": notes.clean_line(form.get("promise", "")),
        "promised_by": form.get("promised_by", "").strip(),
        "next": notes.clean_line(form.get("next", "")),
        "closed": bool(form.get("closed")),
    }
    wrong = [] if entry["recipient"] else ["recipient"]
    try:
        entry["at"] = _moment(form.get("at", "").strip(), entry["zone"])
    except (ValueError, OverflowError):
        wrong.append("at")
    if entry["promised_by"] and not notes.is_day(entry["promised_by"]):
        wrong.append("promised_by")
    return entry, wrong


def _moment(text: str, zone: str) -> str:
    """A local time, as browsers send it, with the offset of its zone at that time."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    if not 2000 <= local.year < 2100:
        raise ValueError(text)
    return local.isoformat(timespec="minutes")


def _page(request: Request, case: Case, entry: Entry | None = None, errors: Any = None, status: int = 200) -> Response:
    lang = language(request)
    log = contacts.entries(case)
    zone = persons_clock(latest_report(case), lang)
    today = datetime.now(ZoneInfo(zone)).date()
    follow = {entry["id"]: day(at, lang) for _, entry, at in contacts.reminders(case, today)}
    typed = entry or contacts.blank(zone)
    return render(
        request,
        "plan/contacts.html",
        status=status,
        log=[_log_entry(number, entry, follow, lang) for number, entry in enumerate(log, 1)],
        pairs=[[_statement(entry, lang) for entry in pair] for pair in contacts.contradictions(log)],
        typed={**typed, "at": typed["at"][:16]},
        changing=entry is not None and not errors,
        errors=errors,
        channels=[(name, translate(label, lang)) for name, label in contacts.CHANNEL_LABELS.items()],
        zones=[(name, name) for name in dict.fromkeys((*ZONE_NAMES, typed["zone"]))],
        subjects=sorted({entry["subject"] for entry in log if entry["subject"]}),
        ladders=ladders(case, lang),
    )


def _log_entry(number: int, entry: Entry, follow: dict[str, str], lang: str) -> Context:
    texts = {
        "recipient": entry["recipient"],
        "agent": entry["agent"],
        "case_number": entry["case_number"],
        "subject": entry["subject"],
        "promise": entry["promise"],
        "next": entry["next"],
        "statement": entry["statement"],
    }
    return {name: safe_text(text) if text else None for name, text in texts.items()} | {
        "id": entry["id"],
        "number": number,
        "closed": entry["closed"],
        "channel": translate(contacts.CHANNEL_LABELS[entry["channel"]], lang),
        "at": contacts.moment(entry, lang),
        "promised_by": value(entry["promised_by"], lang),
        "follow": follow.get(entry["id"], ""),
    }


def _statement(entry: Entry, lang: str) -> Context:
    promise = safe_text(entry["promise"] or entry["statement"])
    by = value(entry["promised_by"], lang) if entry["promised_by"] else ""
    return {
        "at": contacts.moment(entry, lang),
        "who": safe_text(entry["agent"] or entry["recipient"]),
        "what": promise,
        "by": by,
    }
