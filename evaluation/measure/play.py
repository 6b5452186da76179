"""One simulated owner answers the questions of recognition about one account, screen by screen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

from analyzers.asking.pages import Page
from analyzers.asking.state import Recognition, Unanswered, recognise
from analyzers.events.marks import ALARMS
from analyzers.findings.finding import Finding
from evaluation.measure.owners import OWNERS, Person
from evaluation.simulate.account import Place, Truth

SCREENS = 20
MOST_SCREENS = 60  # that are answered at all
ENOUGH = 0.99  # of the money


@dataclass(slots=True)
class Found:
    """Whether a row of the attack was found, how much of the stolen money (yen), and which losses by their numbers."""

    episode: bool = False
    money: int = 0
    losses: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Played:
    """One owner on one account. ``within``: what is found in twenty screens, with proofs; ``second``: with the second
    look after them, and alarms; ``whole``: in all screens, with proofs."""

    spec: str
    owner: str
    variant: str = ""
    number: int = 0  # of those who answer anew
    attacked: bool = False
    asked_about: bool = False  # some question holds a row of the attack
    stolen: int = 0
    within: Found = field(default_factory=Found)
    second: Found = field(default_factory=Found)
    whole: Found = field(default_factory=Found)
    asked: list[str] = field(default_factory=list)  # stage, kind and number of questions of each screen
    screens_99: int | None = None  # until 99 % of the money was asked
    seconds_99: int | None = None
    wrong_rows: float = 0.0  # of a clean account, disowned after the second look
    wrong_money: float = 0.0  # their share of the money
    curve: list[float] = field(default_factory=list)  # share of the stolen money found after each screen


class Asked:
    """The owner of an account, with the answers so far and what they come to."""

    def __init__(self, base: Unanswered, truth: Truth | None, owner: str, seed: str, scanned: int) -> None:
        self.base, self.truth, self.scanned = base, truth, scanned
        self.rows = truth.rows if truth else frozenset()
        frame = base.units.frame
        self.places: list[set[Place]] = [{place} for place in frame.select("path", "line").iter_rows()]
        foreign = [not self.rows.isdisjoint(place) for place in self.places]
        for unit, path, line in base.units.copies.select("unit", "path", "line").iter_rows():
            self.places[unit].add((path, line))
        self.person = Person(OWNERS[owner], Random(seed), foreign, frame["day"].max())  # type: ignore[arg-type]
        self.answers: dict[str, str] = {}
        self.state = recognise(base, {}, scanned)

    def answer(self, screen: Page, number: int) -> None:
        """The owner answers a screen, the number of which says how tired they are."""
        self.answers |= {one.id: self.person.answer(one, screen.mode, number) for one in screen.questions}
        self.state = recognise(self.base, self.answers, self.scanned)

    def second_look(self) -> Recognition:
        """The state after a second look at what was answered so far; the answers stay as they are."""
        answers, state = self.answers, self.state
        while looks := [one for one in state.pages if one.stage == "second_look"]:
            more = {one.id: self.person.answer(one, "each", 0) for screen in looks for one in screen.questions}
            answers = answers | more
            state = recognise(self.base, answers, self.scanned)
        return state

    def found(self, state: Recognition, cited: set[Place]) -> Found:
        """What is found: all records of what the answers disown, and what is ``cited``."""
        assert self.truth is not None
        foreign = (self.places[unit] for unit, answer in state.answers.items() if answer == "not_mine")
        shown = cited.union(*foreign)
        losses = [number for number, one in enumerate(self.truth.losses) if one.rows & shown]
        return Found(bool(self.rows & shown), sum(self.truth.losses[number].yen for number in losses), losses)


def play(base: Unanswered, findings: Iterable[Finding], truth: Truth | None, result: Played, scanned: int) -> Played:
    """Fills in the result of one owner, whose history and ``findings`` are those of an account with this truth.
    ``scanned`` is the length of the scan list."""
    alarms = [one for one in findings if one.severity in ALARMS]
    cited, proven = _cited(alarms), _cited(one for one in alarms if one.kind == "proof")
    seed = f"{result.spec} {result.owner} {result.variant} {result.number}"
    asked = Asked(base, truth, result.owner, seed, scanned)
    result.attacked, result.asked_about = truth is not None, any(asked.person.foreign)
    result.stolen = sum(one.yen for one in truth.losses) if truth else 0
    total = _left(asked.state, "total")
    number = seconds = 0
    while number < MOST_SCREENS and asked.state.pages:
        screen = asked.state.pages[0]
        asked.answer(screen, number)
        number += 1
        seconds += screen.seconds
        result.asked.append(f"{screen.stage} {screen.questions[0].kind} {len(screen.questions)} {screen.layout}")
        if result.screens_99 is None and _left(asked.state, "not_asked") <= (1 - ENOUGH) * total:
            result.screens_99, result.seconds_99 = number, seconds
        if truth:
            result.whole = asked.found(asked.state, proven)
            result.curve.append(result.whole.money / max(result.stolen, 1))
        if number == SCREENS:
            _look_twice(result, asked, proven, cited, total)
    if number < SCREENS:
        _look_twice(result, asked, proven, cited, total)
    return result


def _left(state: Recognition, name: str) -> int:
    """The amounts of all currencies in one state, or in all of them."""
    return sum(sum(by.values()) if name == "total" else by[name] for by in state.account.money.values())


def _look_twice(result: Played, asked: Asked, proven: set[Place], cited: set[Place], total: int) -> None:
    """What is found until now, and what a second look makes of it."""
    last = asked.second_look()
    if asked.truth:
        result.within, result.second = asked.found(asked.state, proven), asked.found(last, cited)
    else:
        result.wrong_rows = sum(answer == "not_mine" for answer in last.answers.values())
        result.wrong_money = _left(last, "not_mine") / max(total, 1)


def _cited(findings: Iterable[Finding]) -> set[Place]:
    return {(row.path, row.line or 0) for one in findings for row in one.evidence if row.role == "trigger"}
