"""The public ``mioboe.plan/1`` object: a plan for an incident that somebody describes, without a server and without a
case."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

import msgspec
from msgspec import Struct

from analyzers.events.answers import RECOGNISED
from analyzers.events.marks import Severity
from analyzers.findings.happened import Happened
from analyzers.rules.contract import tags_of
from app.i18n import N_
from app.i18n.formats import country
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.plan import causes_of
from checklists.choose import choose
from checklists.due import Due, Fact, applying, due
from checklists.facts import from_findings
from checklists.letter import offered
from checklists.model import Market, symptoms
from checklists.model import steps as every_step
from checklists.order import Planned, When
from checklists.questions import UNKNOWN, facts, questions
from checklists.questions import problem as answer_problem
from checklists.settle import Assumption, Settled, settle
from checklists.sites import markets, service_at
from checklists.situation import Cause

SCHEMA = "mioboe.plan/1"
EU = (
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
)  # fmt: skip
NAMED_MARKETS = {"GB": "UK"} | dict.fromkeys(EU, "EU")

TWICE = N_("{site} is named twice and counts once.")
NO_SERVICE = N_("We know no pages of {site}, so the steps say in general words what to look for.")
NO_STEPS = N_("Nothing that was said calls for a step. If you are not sure, ask the service or an advice desk.")
NO_RULES = N_("We know no checked rules for this country: {country}. The plan holds what applies everywhere.")
BY_LANGUAGE = N_("No country is named, so the plan is for: {countries}.")


class Choice(Struct, frozen=True):
    """A step that stops money and is a choice inside the step for one's safety, with what somebody close would
    notice."""

    id: str
    title: str
    notices: str


class PlanStep(Struct, frozen=True):
    """One step: ``before`` are steps of the plan that are better done first, ``triggers`` the ids that stated the facts
    for which it is there, and ``because`` these facts in words. ``choices`` are left to the person who reads it."""

    id: str
    phase: str
    when: When
    title: str
    minutes: int
    why: str
    before: Sequence[str]
    triggers: Sequence[str]
    because: Sequence[str] = ()
    choices: Sequence[Choice] = ()


class Deadline(Struct, frozen=True):
    """One period of a rule. ``due`` is null where its first day is not known; ``needs`` are the questions that ask for
    that day, or the name of the day where none does."""

    id: str
    term: str
    title: str
    due: str | None
    needs: Sequence[str]


class Plan(Struct, frozen=True):
    """The whole object: the steps in the order in which a person should take them; ``assumed`` lists, in sentences,
    assumptions that nobody confirmed."""

    schema: str
    steps: Sequence[PlanStep]
    deadlines: Sequence[Deadline]
    letters: Sequence[str]
    assumed: Sequence[str]


@dataclass(frozen=True, slots=True)
class PlanInput:
    """The input of a plan: ids of symptoms, answers by question, sites, a country, and a ``mioboe.check/1``."""

    symptoms: Sequence[str] = ()
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    shops: Sequence[str] = ()
    market: str | None = None
    report: bytes = b""


class WishError(Exception):
    """Parts of the input that are unknown or cannot be read: sentences to translate, each with its values."""

    def __init__(self, faults: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        super().__init__(str(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Worked:
    """A computed plan: the steps, dates and letters, and for whom."""

    steps: Sequence[Planned]
    due: Sequence[Due]
    letters: Sequence[str]
    settled: Settled
    shops: Sequence[str]
    home: Sequence[Market]
    assumed: Sequence[Assumption]


class _Finding(Struct):
    detector: str
    severity: Severity
    id: str | None = None
    verdict: str | None = None
    shop: str | None = None
    service: str | None = None
    unshipped: bool | None = None
    by_card: bool | None = None
    happened: Sequence[Happened] = ()


class _Coverage(Struct):
    shop: str | None = None


class _Check(Struct):
    schema: str
    findings: Sequence[_Finding] = ()
    coverage: Sequence[_Coverage] = ()


def work_out(wish: PlanInput, lang: str, today: date) -> Worked:
    """Computes the plan. Raises ``WishError`` with every unknown part of the wish."""
    check, faults = _read(wish.report)
    faults = [*faults, *_faults(wish)]
    if faults:
        raise WishError(faults)
    settled = settle(wish.symptoms, wish.answers, bool(check.findings))
    conditions = settled.conditions
    covered = sorted({covered_shop.shop for covered_shop in check.coverage if covered_shop.shop})
    shops = list(dict.fromkeys([*map(_site, wish.shops), *covered]))
    home = LANGUAGES[lang].markets
    market = cast(Market, NAMED_MARKETS.get(wish.market.upper(), wish.market.upper())) if wish.market else None
    only = covered[0] if len(covered) == 1 else None
    calls = [cause for finding in check.findings for cause in causes_of(finding, only)]
    calls += [Cause(symptom) for symptom in settled.symptoms]
    steps = choose(calls, shops=shops, home=home, market=market, today=today, conditions=conditions)
    named = {*shops, *conditions.services}
    here = [market] if market else sorted(markets(named, home))
    ids = [step.step.id for step in steps]
    days = {name: date.fromisoformat(text) for name, text in facts(settled.answers).items() if name in get_args(Fact)}
    open_at = {call.shop for call in calls if call.shop and call.verdict not in RECOGNISED}
    services = {*map(_site, wish.shops), *conditions.services, *conditions.carriers, *open_at}
    dates = due(applying(ids, conditions.cards or here, today, services=services, chosen=conditions.chosen), days)
    assumed = [*settled.assumed, *_assumed(wish, market, lang)]
    if not market and not markets(named, ()):
        assumed.append(_by_language(here, lang))
    if not steps:
        assumed.append(Assumption(NO_STEPS))
    return Worked(steps, dates, [letter.id for letter in offered(steps, here)], settled, shops, here, assumed)


def present(worked: Worked, lang: str) -> Plan:
    """The plan with all texts in ``lang``."""
    return Plan(
        schema=SCHEMA,
        steps=[
            PlanStep(
                id=step.step.id,
                phase=step.step.phase,
                when=step.when,
                title=translate(step.step.title, lang),
                minutes=step.step.minutes,
                why=translate(step.step.why, lang),
                before=step.before,
                triggers=step.triggers,
                because=[translate(sentence, lang) for sentence in step.because],
                choices=[_choice(name, lang) for name in step.choices],
            )
            for step in worked.steps
        ],
        deadlines=[
            Deadline(
                id=due.deadline.id,
                term=due.term.id,
                title=translate(due.term.title, lang),
                due=due.at.isoformat() if due.at else None,
                needs=_needs(due, worked.settled),
            )
            for due in worked.due
        ],
        letters=worked.letters,
        assumed=[assumption(assumed, lang) for assumed in worked.assumed],
    )


def _choice(name: str, lang: str) -> Choice:
    step = every_step()[name]
    return Choice(name, translate(step.title, lang), translate(step.notices or "", lang))


def assumption(assumed: Assumption, lang: str) -> str:
    """An assumption as a sentence."""
    return gettext(
        assumed.sentence, lang, **{name: translate(text, lang) for name, text in assumed.texts.items()}, **assumed.names
    )


def _needs(due: Due, settled: Settled) -> list[str]:
    """The questions that ask for the missing day: those about what happened, else any."""
    if due.missing is None:
        return []
    asking = [question for question in questions().values() if question.fact == due.missing]
    near = [question.id for question in asking if set(settled.symptoms).intersection(question.of)]
    return near or [question.id for question in asking] or [due.missing]


def _read(data: bytes) -> tuple[_Check, list[tuple[str, Mapping[str, str]]]]:
    """The findings and shops of a ``mioboe.check/1`` object; both empty where there is no object."""
    if not data:
        return _Check("mioboe.check/1"), []
    try:
        check = msgspec.convert(json.loads(data), _Check)
    except (ValueError, msgspec.ValidationError):
        return _Check(""), [(N_("The report is no object of the kind mioboe.check/1."), {})]
    if check.schema != "mioboe.check/1":
        return check, [(N_("The report is no object of the kind mioboe.check/1."), {})]
    unknown = [finding.detector for finding in check.findings if not tags_of(finding.detector)]
    faults: list[tuple[str, Mapping[str, str]]]
    faults = [(N_("There is no detector {name}."), {"name": name}) for name in dict.fromkeys(unknown)]
    words = dict.fromkeys(happened.event for finding in check.findings for happened in finding.happened)
    faults += [
        (N_("There is no event {name}."), {"name": word}) for word in words if word not in from_findings().events
    ]
    return check, faults


def _faults(wish: PlanInput) -> list[tuple[str, Mapping[str, str]]]:
    """Every id that does not exist, and every answer that its question does not offer."""
    faults: list[tuple[str, Mapping[str, str]]] = [
        (N_("There is no symptom {name}."), {"name": symptom}) for symptom in wish.symptoms if symptom not in symptoms()
    ]
    for name, values in wish.answers.items():
        question = questions().get(name)
        if question is None:
            faults.append((N_("There is no question {name}."), {"name": name}))
            continue
        options = question.kind in ("one", "many")
        for value in values:
            known = value in question.options if options else answer_problem(question, [value]) is None
            if not known and value != UNKNOWN:
                faults.append((N_("{name} has no answer {value}."), {"name": name, "value": value}))
    faults += [(N_("{name} is no site."), {"name": shop}) for shop in wish.shops if not _is_site(_site(shop))]
    code = (wish.market or "").upper()
    if code and code not in (*get_args(Market), *NAMED_MARKETS) and country(code, "en") == code:
        faults.append((N_("There is no country {name}."), {"name": wish.market or ""}))
    return faults


def _site(text: str) -> str:
    return text.strip().lower().removeprefix("https://").removeprefix("www.").rstrip("/")


def _is_site(text: str) -> bool:
    return service_at(text) is not None or ("." in text and all(part.isascii() and part for part in text.split(".")))


def _assumed(wish: PlanInput, market: str | None, lang: str) -> list[Assumption]:
    """The assumptions about services and the country."""
    sites = [_site(shop) for shop in wish.shops]
    assumptions = [Assumption(TWICE, names={"site": site}) for site in dict.fromkeys(sites) if sites.count(site) > 1]
    assumptions += [
        Assumption(NO_SERVICE, names={"site": site}) for site in dict.fromkeys(sites) if service_at(site) is None
    ]
    if market and market not in ("JP", "US", "UK", "EU"):
        assumptions.append(Assumption(NO_RULES, names={"country": country(market, lang)}))
    return assumptions


def _by_language(here: Sequence[str], lang: str) -> Assumption:
    names = LANGUAGES[lang].comma.join(country("GB" if market == "UK" else market, lang) for market in here)
    return Assumption(BY_LANGUAGE, names={"countries": names})
