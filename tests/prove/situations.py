"""Every situation that the questions can lead to: each symptom with every combination of answers that differ, alone and
beside each hazard, in each country and at different services."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations, product

from analyzers.findings.happened import by_rule
from analyzers.rules.contract import DISOWNED, detectors, tags_of
from analyzers.rules.retired import RETIRED
from checklists.facts import from_findings
from checklists.model import Market, symptoms
from checklists.questions import Conditions, Option, Question, chosen, conditions, questions
from checklists.situation import Cause

MOST_OPTIONS = 9  # of a question with several answers: up to here every combination, else single ones, pairs and all
COUNTRIES: tuple[Market, ...] = ("JP", "US", "UK", "EU")
# One service with steps of its own, one with the general ones, one that wants others signed out first, one that pays.
SERVICES = ((), ("amazon.co.jp",), ("rakuten.co.jp",), ("mercari.com",), ("paypay.ne.jp",))
HAZARDS: Mapping[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]] = {
    "alone": ((), {}),
    "somebody close": (("symptom.known_person",), {}),
    "somebody close sees the screen": (("symptom.known_person",), {"person.screen": ("could",)}),
    "perhaps somebody close": (("symptom.repeated_parcels",), {}),
    "a controlled device": (("symptom.fake_support",), {"message.installed": ("program",)}),
    "a controlled phone": (("symptom.parcel_sms",), {"message.sms": ("app",)}),
    "a taken number": (("symptom.phone_trouble",), {"message.carrier": ("called",)}),
    "locked out": (("symptom.locked_out",), {}),
    "money leaving": (("symptom.money_sent",), {"told.sent_by": ("transfer",)}),
    "money leaving a bank": (("symptom.bank_misused",), {}),
    "the police know": (("symptom.money_sent",), {"told.sent_by": ("payapp",), "other.police": ("number",)}),
    "home asked, nobody's": (("symptom.unknown_charge",), {"money.household": ("nobody",), "money.debit": ("credit",)}),
    "home asked, ours": (("symptom.unknown_charge",), {"money.household": ("someone",)}),
    "an account that is the mailbox": (
        ("symptom.details_changed",),
        {"service.account": ("google",), "service.mail": ("gmail",)},
    ),
    "home not asked": (("symptom.unknown_order",), {"order.household": ("not_yet",)}),
}


@dataclass(frozen=True, slots=True)
class Situation:
    """What somebody says: symptoms, answers by question, the services that they name, the country and the hazard;
    ``findings`` and the sites of ``files``, where some were handed in."""

    symptoms: tuple[str, ...]
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    services: tuple[str, ...] = ()
    country: Market = "JP"
    hazard: str = "alone"
    findings: tuple[Cause, ...] = ()
    files: tuple[str, ...] = ()

    @property
    def every_answer(self) -> Mapping[str, tuple[str, ...]]:
        """The answers as the questionnaire keeps them."""
        return {"what": self.symptoms, **self.answers}

    @property
    def conditions(self) -> Conditions:
        """What the answers settle."""
        said = conditions(self.every_answer)
        return replace(said, services=said.services | frozenset(self.services))

    def __str__(self) -> str:
        answers = " ".join(chosen(self.every_answer))
        found = " ".join(f"{one.trigger}={one.verdict}" for one in self.findings)
        return f"{' '.join(self.symptoms)} {found} {answers} {' '.join(self.services)} {self.country} [{self.hazard}]"


def answers_of(symptom: str) -> Iterator[dict[str, tuple[str, ...]]]:
    """Every combination of answers to the questions of a symptom, as far as they differ in what they state."""
    asked = [question for question in questions().values() if symptom in question.of]
    relevant = [question for question in asked if any(map(_tells, question.options.values()))]
    # A question that leads to another one is part of the combinations too.
    leading = {name for question in relevant for name in question.after}
    relevant += [questions()[name] for name in leading if questions()[name] not in relevant]
    for combination in product(*(list(_choices(question)) for question in relevant)):
        yield {question.id: options for question, options in zip(relevant, combination, strict=True) if options}


def _tells(option: Option) -> bool:
    return bool(option.states or option.implies or option.sets.card)


def _choices(question: Question) -> Iterator[tuple[str, ...]]:
    """No answer, and the answers that differ."""
    yield ()
    different: dict[object, str] = {}
    for name, option in question.options.items():
        different.setdefault((frozenset(option.states.items()), option.implies, option.sets.card), name)
    names = list(different.values())
    if question.kind == "one":
        yield from ((name,) for name in names)
        return
    sizes = range(1, len(names) + 1) if len(names) <= MOST_OPTIONS else (1, 2, len(names))
    yield from chain.from_iterable(combinations(names, size) for size in sizes)


def beside(situation: Situation, hazard: str) -> Situation:
    """A situation beside a hazard. What is said of the symptom itself wins over what comes with the hazard."""
    more, answers = HAZARDS[hazard]
    return replace(
        situation,
        symptoms=tuple(dict.fromkeys((*situation.symptoms, *more))),
        answers={**answers, **situation.answers},
        hazard=hazard,
    )


def every_situation() -> Iterator[Situation]:
    """Each combination alone in each country and at each service, and beside each hazard."""
    for symptom in symptoms():
        for number, answers in enumerate(answers_of(symptom)):
            plain = Situation((symptom,), answers)
            for country in COUNTRIES:
                yield replace(plain, country=country)
            for services in SERVICES[1:]:
                yield replace(plain, services=services)
            for place, hazard in enumerate(HAZARDS):
                if hazard != "alone":
                    # Services and countries take turns beside the hazards.
                    turn = number + place
                    yield beside(
                        replace(
                            plain, services=SERVICES[turn % len(SERVICES)],
                            country=COUNTRIES[turn % len(COUNTRIES)] if turn % 2 else "JP",
                        ),
                        hazard,
                    )  # fmt: skip


def of_findings() -> Iterator[Situation]:
    """Each rule's finding and each event that an answer or a rule may be about, with each answer, at each severity,
    paid by card or not, sent or not."""
    rules = [(name, tags_of(name), frozenset(one.event for one in by_rule(name))) for name in (*detectors(), *RETIRED)]
    events = [(DISOWNED, frozenset[str](), frozenset({word})) for word in from_findings().events]
    for name, tags, happened in (*rules, *events):
        for verdict, severity in product((None, "not_mine", "not_sure", "mine_unpaid"), ("low", "medium", "high")):
            for unshipped, card in ((None, None), (True, True), (False, False)):
                for shop in ("amazon.co.jp", "rakuten.co.jp"):
                    finding = Cause(name, severity, unshipped, shop, "f", verdict, card, tags, happened)
                    for home in from_findings().home if verdict == "not_mine" else ("unasked",):
                        yield Situation((), hazard="alone", findings=(replace(finding, home=home),))


def few_situations() -> Iterator[Situation]:
    """Each symptom alone, with each single answer, and each pair of symptoms."""
    names = list(symptoms())
    for symptom in names:
        yield Situation((symptom,))
        yield Situation((symptom,), files=("amazon.co.jp",))
        for question in questions().values():
            if symptom in question.of:
                yield from (
                    Situation((symptom,), {question.id: (name,)}, services=("amazon.co.jp",))
                    for name, option in question.options.items()
                    if _tells(option)
                )
    for number, pair in enumerate(combinations(names, 2)):
        yield Situation(pair, services=SERVICES[number % len(SERVICES)], country=COUNTRIES[number % len(COUNTRIES)])


def count(situations: Sequence[Situation]) -> Mapping[str, int]:
    """How many there are, by hazard."""
    return {hazard: sum(one.hazard == hazard for one in situations) for hazard in HAZARDS}
