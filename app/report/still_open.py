"""Episodes after more answers: their money is that of what nobody has recognised, as their sentences are."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import structs

from analyzers.events.facts import Money
from analyzers.findings import finding as analysed
from analyzers.findings.episodes import money_of
from app.report.model import Episode, Evidence, Finding, Report
from checklists.choose import CLEARED


def with_open_money(report: Report) -> Report:
    """The report, in which the money of episodes follows the answers given since the run."""
    findings = {one.id: one for one in report.findings}
    return structs.replace(report, episodes=[_open(one, findings) for one in report.episodes])


def _open(one: Episode, findings: dict[str, Finding]) -> Episode:
    mine = [findings[name] for name in one.findings if name in findings]
    if not any(finding.verdict in CLEARED for finding in mine):
        return one
    return structs.replace(one, money=_money(mine))


def _money(findings: Sequence[Finding]) -> Sequence[Money]:
    return money_of([_analysed(one) for one in findings])


def _analysed(one: Finding) -> analysed.Finding:
    """What the sum needs of a stored finding. Its rows are known by their places: a report keeps no ids of events."""
    rows = tuple(_row(row) for row in one.evidence)
    return analysed.Finding(
        id=one.id,
        detector=one.detector,
        kind=one.kind,
        severity=one.severity,
        confidence=one.confidence,
        title=one.title,
        message=one.message,
        innocent=one.innocent,
        values=one.values,
        triggers=tuple(row.event for row in rows if row.role == "trigger"),
        evidence=rows,
        at=_moment(one.at),
        at_basis=one.at_basis,
        shop=one.shop,
        service=one.service,
        unshipped=one.unshipped,
        verdict=one.verdict,
    )


def _row(row: Evidence) -> analysed.Evidence:
    return analysed.Evidence(
        table=row.table,
        event=str(row.place),
        path=row.path,
        line=row.line or 0,
        upload=0,
        role=row.role,
        at=_moment(row.at),
        money=row.money,
        order=row.order,
        counted=row.counted,
    )


def _moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
