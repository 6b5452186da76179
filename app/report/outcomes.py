"""What became of each check, told to somebody of whom it is known which files were handed in and could be used."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import structs

from analyzers.engine import findings as analysed
from analyzers.engine.missing import MISSING_SENTENCES
from analyzers.events.facts import Sentence
from analyzers.events.links import GAP_SENTENCES
from app.i18n import N_
from app.importers import fills
from app.report.model import File, Finding, Outcome, Problem, StoredValues
from app.report.stored import stored_values

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


def reported(outcomes: Iterable[analysed.Outcome], files: Sequence[File]) -> list[Outcome]:
    """Outcomes as reports hold them.

    A file that was handed in and could not be used is not called missing, and what would help is named in the order in
    which the person is likely to have it.
    """
    unusable = _unusable(files)
    used = {file.format.partition(".")[0] for file in files if file.format}
    return [_outcome(one, unusable.get(_ABOUT.get(one.reason or "", "")), used) for one in outcomes]


def _outcome(one: analysed.Outcome, instead: Sentence | None, used: Collection[str]) -> Outcome:
    reason = instead or (Sentence(one.reason, one.values) if one.reason else None)
    return Outcome(
        detector=one.detector,
        title=one.title,
        outcome=one.outcome,
        reason=reason.key if reason else None,
        values=stored_values(reason.values if reason else one.values),
        get=_likeliest_first(one.get, used),
    )


def reworded(findings: Sequence[Finding], files: Sequence[File]) -> list[Finding]:
    """Findings as reports hold them; one that calls a file missing which could not be used says so instead."""
    unusable = _unusable(files)
    return [_reworded(one, unusable) for one in findings]


def _reworded(one: Finding, unusable: Mapping[str, Sentence]) -> Finding:
    reason = one.values.get("reason")
    instead = unusable.get(_ABOUT.get(reason.key, "")) if isinstance(reason, Sentence) else None
    return structs.replace(one, values=StoredValues({**one.values, "reason": instead})) if instead else one


def _unusable(files: Iterable[File]) -> dict[str, Sentence]:
    """By table the reason why the first file that should hold it could not be used."""
    found: dict[str, Sentence] = {}
    for file in files:
        if file.format and file.rows and not file.events:
            reason = Sentence(UNUSABLE_SENTENCE, {"path": file.path, "why": _why(file.problems)})
            for table in fills().get(file.format, ()):
                found.setdefault(table, reason)
    return found


def _why(problems: Sequence[Problem]) -> Sentence | str:
    """In a short sentence what is wrong with the rows of a file."""
    known = next((WHY_SENTENCES[one.code] for one in problems if one.code in WHY_SENTENCES), None)
    if known:
        return Sentence(known)
    return Sentence(problems[0].message, problems[0].values) if problems else ""


def _likeliest_first(formats: Sequence[str], used: Collection[str]) -> list[str]:
    def rank(name: str) -> tuple[bool, int]:
        service = name.partition(".")[0]
        place = _LIKELY.index(service) if service in _LIKELY else len(_LIKELY) + (service in _UNLIKELY)
        return service not in used, place

    return sorted(formats, key=rank)
