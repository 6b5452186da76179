"""Exhibits and their details, as pages show and receive them."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.cases.case import Case
from app.cases.files import evidence
from app.cases.files.evidence import EvidenceFile
from app.cases.record import custody, notes
from app.errors import NotFound
from app.i18n.formats import decimal_size, when
from app.i18n.translate import translate
from app.report.summary.exhibits import FILE_LABELS, HOW_LABELS
from app.report.summary.words import say
from app.web.context import Context
from app.web.fragments.untrusted import safe_text
from app.web.numbers import whole_number

MAX_NOTE = 1000  # characters
_TIME = re.compile(r"[0-2][0-9]:[0-5][0-9]")


def find(case: Case, number: str) -> EvidenceFile:
    """The exhibit with the number in an address. ``NotFound`` where it does not exist, or where the text is no
    number."""
    known = whole_number(number)
    if known is None:
        raise NotFound
    return evidence.find(case, known)


def exhibit(file: EvidenceFile, lang: str, clock: str) -> Context:
    """An exhibit for its row and its page, with times in a zone."""
    origin = {
        "how": translate(HOW_LABELS[file.how], lang) if file.how else "",
        "acquired": evidence.acquired(file, lang),
    }
    return origin | {
        "number": file.number,
        "label": say("exhibit", lang, number=file.number),
        "name": safe_text(file.name),
        "from_log": file.from_log,
        "kind": translate(FILE_LABELS[file.kind], lang),
        "is_picture": file.kind == "picture",
        "size": decimal_size(file.size),
        "sha256": file.sha256,
        "when": when(file.at, "stated", lang, clock),
        "service": safe_text(file.service) if file.service else "",
        "note": safe_text(file.note) if file.note else "",
    }


def history(lines: Sequence[custody.LogLine], lang: str, clock: str) -> list[Context]:
    """Lines of the log, the newest first."""
    return [
        {
            "at": when(line["at"], "stated", lang, clock),
            "who": translate(custody.WHO_LABELS[line["who"]], lang),
            "helper": safe_text(line["helper"]) if line["helper"] else "",
            "what": translate(custody.ACTION_LABELS[line["action"]], lang),
            "label": say("exhibit", lang, number=line["number"]),
            "name": safe_text(line["name"]),
            "sha256": line["after"] or line["before"],
        }
        for line in reversed(lines)
    ]


def checked(lines: Sequence[custody.LogLine], lang: str, clock: str) -> Context | None:
    """The result of the last check of all files: when it was, how many were unchanged, and which were not; None before
    the first check."""
    results = [line for line in lines if line["action"] in ("checked", "differs")]
    last = [line for line in results if line["at"] == results[-1]["at"]]
    differ = [say("exhibit", lang, number=line["number"]) for line in last if line["action"] == "differs"]
    at = when(last[0]["at"], "stated", lang, clock) if last else ""
    return {"at": at, "same": len(last) - len(differ), "differ": differ} if last else None


def hows(lang: str) -> list[tuple[str, str]]:
    """The ways of acquiring a file, as choices."""
    return [(name, translate(label, lang)) for name, label in HOW_LABELS.items()]


def typed(details: Mapping[str, str], clock: str) -> Context:
    """The details of an exhibit as the values of form fields, with times in a zone."""
    at, time = details["acquired_at"], ""
    if "T" in at:
        local = datetime.fromisoformat(at).astimezone(ZoneInfo(clock))
        at, time = local.date().isoformat(), f"{local:%H:%M}"
    return {**details, "acquired_on": at, "acquired_time": time}


def said_in(form: Mapping[str, str], clock: str) -> dict[str, str] | None:
    """The details of exhibits in a form, for ``app.cases.files.evidence``; None where its day or time is invalid. A
    time is by the clock of a zone; without a time only the day is known."""
    day, time = form.get("acquired_on", "").strip(), form.get("acquired_time", "").strip()
    at = day
    if (day and not notes.is_day(day)) or (time and not day) or (time and not _TIME.fullmatch(time)):
        return None
    if time:
        try:
            at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=ZoneInfo(clock)).isoformat(timespec="minutes")
        except ValueError:
            return None
    how = form.get("how", "")
    return {
        "how": how if how in HOW_LABELS else "",
        "service": notes.clean_line(form.get("service", ""), 100),
        "note": notes.clean_text(form.get("note", ""), MAX_NOTE),
        "acquired_at": at,
    }
