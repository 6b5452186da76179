"""The outcomes of checks in a report. Their reasons name files that were handed in and could not be used."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import structs

from analyzers.events.marks import Sentence
from analyzers.events.stored import StoredValues, stored_values
from analyzers.findings.finding import Finding
from analyzers.rules import reasons
from analyzers.rules.outcome import Outcome
from app.i18n import N_
from app.importers import fills, holds_mails
from app.importers.declared import declared
from app.report.model import File, StoredProblem

UNUSABLE_SENTENCE = N_("The file {path} was handed in, but none of its rows could be used. {why}")
WHY_SENTENCES = {"no-order-id": N_("No order number in them can be read.")}  # by the code of the problem
UNUSABLE = "unusable"
# The table (as ``fills`` names it) that is missing, by the code of the reason.
MISSING_TABLES = {
    **{f"missing.{name}": name for name in ("orders", "refunds", "returns", "payments", "logins", "changes")},
    "missing.orders.source": "orders",
    "missing.ledger": "ledger:gift_card",
    "missing.ledger:points": "ledger:points",
    "link.no_orders": "orders",
}


def sentence(code: str) -> str:
    """The sentence (a message key) of a reason."""
    return UNUSABLE_SENTENCE if code == UNUSABLE else reasons.sentence(code)


def reported(outcomes: Iterable[Outcome], files: Sequence[File]) -> list[Outcome]:
    """Outcomes as reports hold them.

    A file that was handed in and could not be used does not count as missing; files that would help are named in the
    order in which the person probably has them.
    """
    unusable = unusable_tables(files)
    used = {file.format.partition(".")[0] for file in files if file.format}
    return [_outcome(outcome, unusable.get(MISSING_TABLES.get(outcome.code or "", "")), used) for outcome in outcomes]


def _outcome(reported_outcome: Outcome, unusable: Sentence | None, used: Collection[str]) -> Outcome:
    outcome = (
        structs.replace(reported_outcome, code=UNUSABLE, values=stored_values(unusable.values))
        if unusable
        else reported_outcome
    )
    return structs.replace(outcome, get=_likeliest_first(reported_outcome.get, used))


def with_reason(finding: Finding, unusable: Mapping[str, Sentence]) -> Finding:
    """The finding; where it calls a file missing that could not be used, with the real reason."""
    instead = unusable.get(MISSING_TABLES.get(finding.gap or "", ""))
    if instead is None:
        return finding
    values = StoredValues(finding.values | stored_values({"reason": instead}, finding.zone))
    return structs.replace(finding, values=values)


def unusable_tables(files: Iterable[File]) -> dict[str, Sentence]:
    """For each table, the reason why the first file that should contain it could not be used."""
    reasons: dict[str, Sentence] = {}
    for file in files:
        if file.format and file.rows and not file.events and not holds_mails(file.format):
            reason = Sentence(UNUSABLE_SENTENCE, {"path": file.path, "why": _why(file.problems)})
            for table in fills().get(file.format, ()):
                reasons.setdefault(table, reason)
    return reasons


def _why(problems: Sequence[StoredProblem]) -> Sentence | str:
    """A short sentence about the problem of the rows of a file."""
    known = next((WHY_SENTENCES[problem.code] for problem in problems if problem.code in WHY_SENTENCES), None)
    if known:
        return Sentence(known)
    return Sentence(problems[0].message, problems[0].values) if problems else ""


def _likeliest_first(formats: Sequence[str], used: Collection[str]) -> list[str]:
    def rank(name: str) -> tuple[bool, int]:
        source = name.partition(".")[0]
        return source not in used, declared().sources[source].likely

    return sorted(formats, key=rank)
