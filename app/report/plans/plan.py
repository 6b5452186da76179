"""The plan of a person: the steps that follow from findings, symptoms and answers, in order. The web, the summary and
the command line all use it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from analyzers.events.answers import Said, State, at_home
from analyzers.findings.finding import Finding
from analyzers.findings.happened import Happened, by_rule
from analyzers.rules.contract import DISOWNED, tags_of
from app.i18n.languages import LANGUAGES
from app.report.model import PlanEntry, Report
from checklists.choose import choose
from checklists.order import Plan, Planned
from checklists.questions import NOTHING_SAID, Conditions
from checklists.sites import service_at
from checklists.situation import ORDERED, Cause

SPENT = ORDERED | {"payee", "payment", "card", "balance_use"}  # events that cost money


def plan(
    findings: Iterable[Finding],
    symptoms: Iterable[str],
    shops: Iterable[str],
    lang: str,
    today: date,
    conditions: Conditions = NOTHING_SAID,
    market: str | None = None,
    records: Sequence[Said] = (),
) -> Plan:
    """The steps that follow from unanswered or confirmed findings, the chosen symptoms and the answers, in order.

    ``market`` is the country whose advice applies, where the person names it; ``records`` are what was said at home.
    """
    calls = [cause for finding in findings for cause in causes_of(finding, home=at_home(records, [{finding.id}]).state)]
    calls += [Cause(trigger=symptom) for symptom in symptoms]
    return choose(
        calls, shops=list(shops), home=LANGUAGES[lang].markets, market=market, today=today, conditions=conditions
    )


class StepFinding(Protocol):
    """The fields of a finding that the plan needs: of a report, or of a ``mioboe.check/1`` object from elsewhere."""

    @property
    def id(self) -> str | None: ...
    @property
    def detector(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def verdict(self) -> str | None: ...
    @property
    def shop(self) -> str | None: ...
    @property
    def service(self) -> str | None: ...
    @property
    def unshipped(self) -> bool | None: ...
    @property
    def by_card(self) -> bool | None: ...
    @property
    def happened(self) -> Sequence[Happened]: ...


def causes_of(finding: StepFinding, only_shop: str | None = None, home: State = "unasked") -> list[Cause]:
    """The causes of a finding, one for each account that it is about; ``only_shop`` is the site of the whole history,
    where it has one only, and ``home`` what was said about it at home."""
    denied = finding.detector == DISOWNED
    own = site_of(finding.shop, finding.service) or only_shop
    events = _by_site(finding, only_shop if denied and finding.happened else own)
    if denied:  # what was ordered or paid is not about the account where somebody only signed in
        own = next((site for site, words in events.items() if not words.isdisjoint(SPENT)), next(iter(events)))
    whole = Cause(
        trigger=finding.detector,
        tags=frozenset() if denied else tags_of(finding.detector),
        happened=frozenset(events.pop(own, ())),
        severity=finding.severity,
        unshipped=finding.unshipped,
        shop=own,
        finding=finding.id,
        verdict=finding.verdict or ("not_mine" if denied else None),
        card=finding.by_card,
        home=home,
    )
    others = [
        replace(whole, tags=frozenset(), happened=frozenset(words), unshipped=None, shop=site, card=None)
        for site, words in events.items()
    ]
    return [whole, *others]


def _by_site(finding: StepFinding, otherwise: str | None) -> dict[str | None, set[str]]:
    """What happened, by the site where it did; what names no site of one country happened at ``otherwise``."""
    events: dict[str | None, set[str]] = {}
    for happened in finding.happened or by_rule(finding.detector):
        is_site = happened.at is not None and "." in happened.at
        site = site_of(happened.at if is_site else None, happened.at)
        events.setdefault(site or otherwise, set()).add(happened.event)
    return events


def site_of(shop: str | None, service: str | None) -> str | None:
    """The site that a finding is about: its shop, else the site of the service whose sign-in or setting it is, where
    that service has one site only."""
    known = service_at(service) if service else None
    return shop or (known.id if known and not known.family else None)


def plan_entries(report: Report, symptoms: Iterable[str], lang: str, today: date) -> list[PlanEntry]:
    """The plan of a report as ``app.report.present`` and the summary show it."""
    return entries(plan(report.findings, symptoms, report.shops, lang, today))


def entries(planned: Iterable[Planned]) -> list[PlanEntry]:
    """A plan as ``app.report.present`` and the summary show it."""
    return [
        PlanEntry(
            id=planned_step.step.id,
            phase=planned_step.step.phase,
            title=planned_step.step.title,
            why=planned_step.step.why,
            minutes=planned_step.step.minutes,
            triggers=planned_step.triggers,
            findings=planned_step.findings,
        )
        for planned_step in planned
    ]
