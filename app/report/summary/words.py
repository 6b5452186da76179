"""The words of the incident summary. Every English sentence is a message key, shown through ``app.i18n.translate``."""

from typing import Any

from app.i18n.translate import gettext, translate

HEADING_LABELS = {
    "title": "Incident summary",
    "about": "About this summary",
    "reported": "What the account holder reports",
    "coverage": "What the data cover",
    "examined": "What was examined",
    "not_examined": "What was not examined",
    "not_read": "Files that were not used",
    "not_assessed": "Whether any of this happened could not be checked",
    "timeline": "Timeline",
    "findings": "Findings",
    "steps_open": "Steps still open",
    "steps_done": "Steps done",
    "steps_set_aside": "Steps that the account holder set aside",
    "notes": "Notes of the account holder on the steps",
    "household": "Who was asked at home",
    "contacts": "Contact log",
    "kept": "Evidence files kept with the case",
    "apart": "Recognised by the account holder",
}

COLUMN_LABELS = {
    "case": "Case number",
    "version": "Made with",
    "generated": "Made at",
    "data": "Data",
    "shop": "Shop or service",
    "from": "From",
    "to": "To",
    "events": "Entries",
    "file": "File",
    "sha256": "SHA-256",
    "format": "What it is",
    "rows": "Rows",
    "bytes": "Bytes",
    "problems": "Problems",
    "reason": "Reason",
    "check": "Not known whether",
    "missing": "What would close the gap",
    "when": "When",
    "utc": "UTC",
    "basis": "How the time is known",
    "what": "What",
    "number": "No.",
    "severity": "Severity",
    "rests_on": "What it rests on",
    "answer": "Answer of the account holder",
    "finding_id": "Finding id",
    "message": "What was found",
    "innocent": "How it may be harmless",
    "evidence": "Evidence",
    "line": "Line",
    "role": "Role",
    "also": "The same event also stands in",
    "column": "Column",
    "cell": "As it stands in the file",
    "step": "Step",
    "why": "Why",
    "minutes": "Minutes",
    "state": "State",
    "note": "Note",
    "whom": "Whom, and how",
    "said": "What was said",
    "promise": "Promised",
    "promised_by": "By when",
    "next": "Next",
    "case_number": "Case number",
    "who": "Who",
    "about": "About",
    "kept_at": "Kept at",
}

SEVERITY_LABELS = {
    "critical": "Critical",
    "high": "High",
    "medium": "Medium",
    "low": "Low",
    "info": "For information",
}

KIND_LABELS = {
    "proof": "The files contradict each other, or themselves",
    "surprise": "Unusual for this account",
    "rule": "Matches a known pattern of misuse",
}

ANSWER_LABELS = {
    "mine": "It was me",
    "family": "It was my family",
    "not_mine": "It was none of us",
    "not_sure": "Not sure",
    None: "Not answered yet",
}

BASIS_LABELS = {
    "stated": "As the file states it",
    "assumed": "The file names no time zone; the zone is assumed",
    "date_only": "The file gives the day only",
    None: "The file gives no time",
}

TABLE_LABELS = {
    "orders": "Orders",
    "refunds": "Refunds",
    "returns": "Returns",
    "ledger": "Gift card and points history",
    "payments": "Payments",
    "logins": "Sign-ins",
    "changes": "Account changes",
}

ROLE_LABELS = {
    "trigger": "The row that led to this finding",
    "context": "A related row",
}

STATE_LABELS = {
    "done": "Done",
    "doing": "In progress",
    "waiting": "Waiting for a reply",
    "reopened": "Open again",
    "later": "Later",
    "not_for_me": "Set aside",
    None: "Open",
}

NOTE_LABELS = {
    "statement": "Made by the account holder from their own exports; the findings are unverified.",
    "blind_spot": (
        "What these data cannot show: someone who acts from the account holder's own network and device, and touches "
        "no money, leaves nothing here that could be noticed."
    ),
    "no_findings": "The checks that could be made found nothing. That does not prove that nothing happened.",
    "no_checks": (
        "None of the checks could be made with the files handed in. That says neither that something happened nor that "
        "nothing did."
    ),
    "no_files": "No file could be examined.",
    "no_timeline": "No finding has a date.",
    "no_steps": "None.",
    "cells": (
        "Evidence is copied from the files as it stands. Cells that are empty, or say “Not Available” or “Not "
        "Applicable”, are left out here; the CSV and JSON forms of this summary keep them."
    ),
    "escapes": (
        "Invisible characters, and characters that this document cannot draw, are shown by their Unicode number, such "
        "as [U+200B]. The JSON form of this summary keeps every text exact."
    ),
    "apart": "The account holder or the family recognised these. They are listed so that nothing is left out.",
    "all_assessed": "Every check had the data that it needs.",
    "verified": "The newest export no longer shows it.",
    "kept": (
        "They lie encrypted with the case, exactly as they were put in. The SHA-256 shows that a file was not changed "
        "since."
    ),
    "contacts": "As the account holder wrote it down. Times are those of the place named.",
    "closed": "Closed",
    "everything": "Everything",
    "no_shop": "not stated",
    "not_recognised": "This file is of no kind that is known here, so it was not used.",
    "not_stated": "not stated",
}

# Sentences with values, for ``say``.
SAY_LABELS = {
    "attribution": "Countries of network addresses: {attribution}, data of {as_of}.",
    "networks": "Names of networks: {source}, data of {day}.",
    "together": "What belongs together (findings {numbers})",
    "money": "Money in it: {money}",
    "clear": "Checks that were made and found nothing: {count}.",
    "evidence": "Evidence {number}: {path}, line {line}",
    "evidence_no_line": "Evidence {number}: {path}",
    "place": "{path}, line {line}",
    "more_rows": "{count} more evidence rows of this finding are in the CSV and JSON forms of this summary.",
    "more_findings": "{count} more findings are not shown here; the JSON form of this summary has all of them.",
    "more_files": "{count} more files of this list are in the JSON form of this summary.",
    "more_dates": "{count} more dated findings are in the CSV and JSON forms of this summary.",
    "more_contacts": "{count} more contacts are in the JSON form of this summary.",
    "named": "{label}: {text}",
    "cut": "{start} … (cut here: {count} characters in all; the JSON form of this summary has the whole text)",
}


# Typst fills in the numbers, so the placeholders stay open here.
PAGE_LABEL = "Page {page} of {pages}"


def word_of_page(lang: str) -> str:
    """The footer's sentence with its two placeholders still open."""
    return translate(PAGE_LABEL, lang)


def word(labels: dict[Any, str], name: Any, lang: str) -> str:
    """The label of a name in ``lang``; a name that the table does not know is shown as it stands."""
    return gettext(labels[name], lang) if name in labels else str(name)


def say(name: str, lang: str, **values: Any) -> str:
    """A sentence of ``SAY_LABELS`` in ``lang`` with its values filled in."""
    return gettext(SAY_LABELS[name], lang, **values)
