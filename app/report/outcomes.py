"""What became of each check, told to somebody of whom it is known which files were handed in and could be used."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from analyzers.engine.findings import Outcome
from analyzers.engine.missing import MISSING_SENTENCES
from analyzers.events.links import GAP_SENTENCES
from app.i18n import N_
from app.importers import fills

UNUSABLE_SENTENCE = N_("The file {path} was handed in, but none of its rows could be used. {why}")
WHY_SENTENCES = {"no-order-id": N_("No order number can be read in them.")}  # by the code of the problem
# What the reason of a check is about: a table as ``fills`` names it.
_ABOUT = {
    MISSING_SENTENCES[need]: table
    for need, table in (
        *((name, name) for name in ("orders", "refunds", "returns", "payments", "logins", "changes")),
        ("ledger", "ledger:gift_card"),
        ("ledger of points", "ledger:points"),
    )
} | {GAP_SENTENCES["no_orders"]: "orders"}
# Whose files somebody may have, the likeliest first; services that are not named come between these and the last.
_LIKELY = ("amazon", "google", "apple", "microsoft")
_UNLIKELY = ("github",)


def plain(outcomes: Iterable[Outcome], files: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Outcomes as reports hold them, but for their values.

    A file that was handed in and could not be used is not called missing, and what would help is named in the order in
    which the person is likely to have it.
    """
    spoilt = _spoilt(files)
    used = {file["format"].partition(".")[0] for file in files if file["format"]}
    return [
        {
            **{name: getattr(one, name) for name in ("detector", "title", "outcome", "reason", "values")},
            **(spoilt.get(_ABOUT.get(one.reason or "", ""), {})),
            "get": _likeliest_first(one.get, used),
        }
        for one in outcomes
    ]


def reworded(findings: list[dict[str, Any]], files: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings as reports hold them; one that calls a file missing which could not be used says so instead."""
    spoilt = _spoilt(files)
    for one in findings:
        reason = one["values"].get("reason")
        told = spoilt.get(_ABOUT.get(reason["key"], "")) if isinstance(reason, Mapping) else None
        if told:
            one["values"] = {**one["values"], "reason": {"key": told["reason"], "values": told["values"]}}
    return findings


def _spoilt(files: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """By table the reason why the first file that should hold it could not be used."""
    found: dict[str, dict[str, Any]] = {}
    for file in files:
        if file["format"] and file["rows"] and not file["events"]:
            said = {"reason": UNUSABLE_SENTENCE, "values": {"path": file["path"], "why": _why(file["problems"])}}
            for table in fills().get(file["format"], ()):
                found.setdefault(table, said)
    return found


def _why(problems: Sequence[Mapping[str, Any]]) -> dict[str, Any] | str:
    """In a short sentence what is wrong with the rows of a file."""
    known = next((WHY_SENTENCES[one["code"]] for one in problems if one["code"] in WHY_SENTENCES), None)
    if known:
        return {"key": known, "values": {}}
    return {"key": problems[0]["message"], "values": problems[0]["values"]} if problems else ""


def _likeliest_first(formats: Sequence[str], used: Collection[str]) -> list[str]:
    def rank(name: str) -> tuple[bool, int]:
        service = name.partition(".")[0]
        place = _LIKELY.index(service) if service in _LIKELY else len(_LIKELY) + (service in _UNLIKELY)
        return service not in used, place

    return sorted(formats, key=rank)
