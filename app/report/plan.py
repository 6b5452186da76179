"""The plan of a person: the steps that follow from findings, symptoms and answers, in order. The web, the summary and
the command line all use it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from analyzers.events.answers import Said, State, at_home
from analyzers.findings.finding import Finding
from analyzers.rules.contract import DISOWNED, tags_of
from app.i18n.languages import LANGUAGES
from app.report.model import PlanEntry, Report
from checklists.choose import choose
from checklists.order import Planned
from checklists.questions import NOTHING_SAID, Conditions
from checklists.sites import service_at
from checklists.situation import Cause


def plan(
    findings: Iterable[Finding],
    symptoms: Iterable[str],
    shops: Iterable[str],
    lang: str,
    today: date,
    conditions: Conditions = NOTHING_SAID,
    market: str | None = None,
    records: Sequence[Said] = (),
) -> list[Planned]:
    """The steps that follow from unanswered or confirmed findings, the chosen symptoms and the answers, in order.

    ``market`` is the country whose advice applies, where the person names it; ``records`` are what was said at home.
    """
    calls = [call_of(finding, home=at_home(records, [{finding.id}]).state) for finding in findings]
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


def call_of(finding: StepFinding, only_shop: str | None = None, home: State = "unasked") -> Cause:
    """The call of a finding for steps; ``only_shop`` is the site of the whole history, where it has one only, and
    ``home`` what was said about it at home."""
    return Cause(
        trigger=finding.detector,
        tags=tags_of(finding.detector),
        severity=finding.severity,
        unshipped=finding.unshipped,
        shop=site_of(finding.shop, finding.service) or only_shop,
        finding=finding.id,
        verdict=finding.verdict or ("not_mine" if finding.detector == DISOWNED else None),
        card=finding.by_card,
        home=home,
    )


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
