"""The public ``mioboe.plan/1`` object: a plan for an incident that somebody describes, without a server and without a
case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast, get_args

from msgspec import Struct

from analyzers.events.answers import RECOGNISED
from app.i18n import N_
from app.i18n.formats import country
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.plans.described import NAMED_MARKETS, PlanInput, WishError, faults_of, read_report, typed_site
from app.report.plans.doors import PlanDoor, PlanKey, plan_doors, plan_keys
from app.report.plans.plan import causes_of
from checklists import order
from checklists.choose import choose
from checklists.due import Due, Fact, applying, due
from checklists.letter import offered
from checklists.model import Market
from checklists.model import steps as every_step
from checklists.order import When
from checklists.plan_doors import doors
from checklists.questions import facts, questions
from checklists.settle import Assumption, Settled, settle
from checklists.sites import markets, service_at
from checklists.situation import Cause

SCHEMA = "mioboe.plan/1"
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
    """The whole object: the steps in the order in which a person should take them; ``doors`` and ``keys`` are what
    somebody may still hold, both empty where somebody close may be behind it; ``assumed`` lists, in sentences,
    assumptions that nobody confirmed."""

    schema: str
    steps: Sequence[PlanStep]
    deadlines: Sequence[Deadline]
    letters: Sequence[str]
    assumed: Sequence[str]
    doors: Sequence[PlanDoor]
    keys: Sequence[PlanKey]


@dataclass(frozen=True, slots=True)
class Worked:
    """A computed plan: the steps, dates and letters, and for whom."""

    steps: order.Plan
    due: Sequence[Due]
    letters: Sequence[str]
    settled: Settled
    shops: Sequence[str]
    home: Sequence[Market]
    assumed: Sequence[Assumption]


def work_out(wish: PlanInput, lang: str, today: date) -> Worked:
    """Computes the plan. Raises ``WishError`` with every unknown part of the wish."""
    check, faults = read_report(wish.report)
    faults = [*faults, *faults_of(wish)]
    if faults:
        raise WishError(faults)
    settled = settle(wish.symptoms, wish.answers, bool(check.findings))
    conditions = settled.conditions
    covered = sorted({covered_shop.shop for covered_shop in check.coverage if covered_shop.shop})
    shops = list(dict.fromkeys([*map(typed_site, wish.shops), *covered]))
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
    services = {*map(typed_site, wish.shops), *conditions.services, *conditions.carriers, *open_at}
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
        doors=plan_doors(doors(worked.steps), lang),
        keys=plan_keys(doors(worked.steps), lang),
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


def _assumed(wish: PlanInput, market: str | None, lang: str) -> list[Assumption]:
    """The assumptions about services and the country."""
    sites = [typed_site(shop) for shop in wish.shops]
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
