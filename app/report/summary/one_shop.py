"""A report and a state reduced to one shop, without anything about other shops and services."""

from dataclasses import replace

from msgspec import structs

from analyzers.findings.finding import Finding
from app.report.claim_table.claims import claims
from app.report.model import Coverage, Report
from app.report.summary.state import State
from checklists.sites import canonical, service_at


def about(shop: str, report: Report, state: State) -> tuple[Report, State]:
    """The findings, rows, periods and contacts that concern one shop; they keep their numbers. Parts that cannot be
    divided by shop are left out where there are several shops: files, pictures, checks that were not made, and the
    account of the whole history."""
    every = claims(report) if state.claims is None else state.claims
    named = {*report.shops, *(claim.shop for claim in every), *map(_of, (*report.coverage, *report.uncovered))}
    alone = {canonical(site) for site in {*named, *map(_of, report.findings)} if site} <= {canonical(shop)}

    def own(site: str | None) -> bool:
        return alone if site is None else canonical(site) == canonical(shop)

    service = service_at(shop)
    names = {name.casefold() for name in (shop, *((service.name, *service.names.values()) if service else ()))}
    state = replace(
        state,
        claims=[claim for claim in every if own(claim.shop)],
        contacts=[contact for contact in state.contacts if any(name in contact.recipient.casefold() for name in names)],
        contradictions=[],
        account=state.account if alone else None,
    )
    findings = [finding for finding in report.findings if own(_of(finding))]
    coverage = [extent for extent in report.coverage if own(_of(extent))]
    uncovered = [extent for extent in report.uncovered if own(_of(extent))]
    report = structs.replace(report, findings=findings, coverage=coverage, uncovered=uncovered, shops=[shop])
    if not alone:
        report = structs.replace(report, files=[], episodes=[], outcomes=[], lanes=None, ledgers=[])
    return report, state


def _of(item: Finding | Coverage) -> str | None:
    return item.shop or item.service
