"""A report and a state with nothing in them of other shops and services."""

from dataclasses import replace

from msgspec import structs

from analyzers.findings.finding import Finding
from app.report.claims import claims
from app.report.model import Coverage, Report
from app.report.summary.state import State
from checklists.sites import canonical, service_at


def about(shop: str, report: Report, state: State) -> tuple[Report, State]:
    """The findings, rows, periods and contacts that concern one shop, which keep their numbers.

    What cannot be told apart by shop is left out where there are several: files, pictures, checks that were not made,
    and the account of the whole history.
    """
    every = claims(report) if state.claims is None else state.claims
    named = {*report.shops, *(one.shop for one in every), *map(_of, report.coverage)}
    alone = {canonical(one) for one in {*named, *map(_of, report.findings)} if one} <= {canonical(shop)}

    def own(site: str | None) -> bool:
        return alone if site is None else canonical(site) == canonical(shop)

    service = service_at(shop)
    names = {name.casefold() for name in (shop, *((service.name, *service.names.values()) if service else ()))}
    state = replace(
        state,
        claims=[one for one in every if own(one.shop)],
        contacts=[one for one in state.contacts if any(name in one.recipient.casefold() for name in names)],
        contradictions=[],
        account=state.account if alone else None,
    )
    findings = [one for one in report.findings if own(_of(one))]
    coverage = [one for one in report.coverage if own(_of(one))]
    report = structs.replace(report, findings=findings, coverage=coverage, shops=[shop])
    if not alone:
        report = structs.replace(report, files=[], episodes=[], outcomes=[], lanes=None, ledgers=[])
    return report, state


def _of(one: Finding | Coverage) -> str | None:
    return one.shop or one.service
