"""The questions that follow from answers: what happened around something unknown, the costly single things again, and a
second look at important answers, which count already."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from analyzers.asking.former import agreed, second_looks
from analyzers.asking.kinds import Stage
from analyzers.asking.questions import Question
from analyzers.asking.things import Things
from analyzers.events.answers import RECOGNISED, AnswerOf, OwnerAnswer, later
from analyzers.thresholds.spans import EPISODE

REVIEW_WINDOW = EPISODE  # around something that is not the owner's; episodes join within as much
MAX_REVIEWED = 16  # other things in the windows of one answer, a page to look through
MAX_REVIEWED_IN_ALL = 32  # in all windows together, those that cost most: the pages that a person is promised hold
ROUNDS = 2  # of windows: around what was denied, and around what turned out to be foreign there
CONSIDERED = 4  # times as many things are considered, so that one with an answer stays when others come before it
MAX_SCANNED = 32  # single orders and payments of the scan list
# So many of the scan list are answered one by one, on two pages, because each holds much money; the rest is looked
# through.
MAX_SCANNED_SINGLY = 16
MAX_SECOND_LOOKS = 24  # things of one question that are looked at one by one; of more, those of a fortnight together


class Later(NamedTuple):
    """The questions of the later stages, and the ``answers`` by unit of all stages together."""

    questions: list[Question]
    answers: dict[int, str]


def later_stages(
    things: Things, main: Sequence[Question], answer_of: AnswerOf, scanned: int, direct: Mapping[int, OwnerAnswer]
) -> Later:
    """The questions that follow from the answers.

    ``main`` are the main questions with their answers, those of ``things`` first; ``answer_of`` gives the answers to
    later questions by id; ``scanned`` is the maximum length of the scan list. ``direct`` are the answers to findings,
    by unit: they win over answers to groups of events, and their units are not asked about again.
    """
    answers_of_main = [question.answer for question in main[: len(things.asked)]]
    cards = [question for question in main[len(things.asked) :] if question.answer == "not_mine"]
    if not cards and not any(answers_of_main) and not direct:
        return Later([], {})
    now = [answers_of_main[place] for place in things.question]
    known = {place for place in {things.of_unit[unit] for unit in direct} if direct.keys() >= set(things.units[place])}
    denied = {things.of_unit[unit] for unit, answer in direct.items() if answer.answer == "not_mine"}
    first = _asked(things, things.scanned[: CONSIDERED * scanned], "scan", answer_of)
    # In the scan list: these are not looked at again in a window.
    seen = {place for place, question in first if question.answer}
    review = dict(_costliest(_Review(things, now, answer_of, known | seen, denied).questions(cards)))
    answers = {place: question.answer for place, question in review.items() if question.answer}
    scan = dict(_scan(things, now, answers, review.keys() - seen, scanned, answer_of, known))
    answers |= {place: question.answer for place, question in scan.items() if question.answer}
    for place, answer in answers.items():
        # Whoever denies a group may have slipped at one thing of it in a list: the second look asks.
        if now[place] != "not_mine" or answer not in RECOGNISED:
            now[place] = answer
    before = {place: question.id for place, question in (review | scan).items()}
    second = list(_second_looks(things, now, before, answer_of, known))
    of_unit = {unit: answer for place, answer in enumerate(now) if answer for unit in things.units[place]}
    looks = {unit: look for question in second if (look := _look(question, answer_of)) for unit in question.units}
    single = looks | {unit: later(looks.get(unit), answer) for unit, answer in direct.items()}
    of_unit |= {unit: answer.answer for unit, answer in single.items()}
    return Later([*review.values(), *scan.values(), *second], of_unit)


def _asked(things: Things, places: Sequence[int], stage: Stage, answer_of: AnswerOf) -> list[tuple[int, Question]]:
    """(thing, question) for single things, with the answers."""
    questions = things.about([((place,), None) for place in places], stage)
    return [(place, _answered(question, answer_of)) for place, question in zip(places, questions, strict=True)]


def _answered(question: Question, answer_of: AnswerOf) -> Question:
    answer = answer_of(question.id)
    return replace(question, answer=answer.answer) if answer else question


def _costliest(review: Iterable[tuple[int, Question]]) -> Iterator[tuple[int, Question]]:
    """The answered questions of the windows, and as many others as a person is asked to look at, the costliest
    first."""
    every = list(review)
    open_ = sorted(
        ((place, question) for place, question in every if not question.answer),
        key=lambda numbered: (-numbered[1].weight, numbered[0]),
    )
    room = max(0, MAX_REVIEWED_IN_ALL - (len(every) - len(open_)))
    wanted = {place for place, _ in open_[:room]}
    return (numbered for numbered in every if numbered[1].answer or numbered[0] in wanted)


def _look(question: Question, answer_of: AnswerOf) -> OwnerAnswer | None:
    """The answer to a second look, else the answer that an earlier version got about all its events."""
    return answer_of(question.id) or agreed(question.former, answer_of)


def _looked_at(things: Things, question: Question, answer_of: AnswerOf) -> Question:
    if question.kind == "sign_in":
        question = replace(question, former=tuple(second_looks(things.frame, question.units, things.former)))
    answer = _look(question, answer_of)
    return replace(question, answer=answer.answer) if answer else question


class _Review:
    """The events around each thing that is not the owner's, and the orders paid in an unknown way. An event that turns
    out to be foreign opens another window."""

    def __init__(
        self,
        things: Things,
        now: Sequence[str | None],
        answer_of: AnswerOf,
        known: Collection[int],
        denied: Collection[int],
    ) -> None:
        self._things, self._answer_of, self._known = things, answer_of, known
        # A thing with a separate question is asked about there. Once it is the owner's, it is asked about again,
        # because a mistake is likelier near stolen things. A cited thing has its second look anyway.
        self._waits = {place for place in things.alone if now[place] not in RECOGNISED or place in things.marked}
        self._seen: set[int] = set()
        groups: dict[int, list[int]] = {}
        for place, answer in enumerate(now):
            if answer == "not_mine" or place in denied:
                groups.setdefault(things.question[place], []).append(place)
        # The things that open a window together, and in which round: what is near something in a window of the second
        # round is not looked at any more.
        self._waiting = [(some, 1) for some in groups.values()]
        self._disowned = {place for some in groups.values() for place in some}

    def questions(self, cards: Iterable[Question]) -> Iterator[tuple[int, Question]]:
        """(thing, question) for the things to look at."""
        alone = self._things.alone
        for card in cards:
            places = dict.fromkeys(self._things.of_unit[unit] for unit in card.units)
            yield from self._look_at([place for place in places if place not in alone | self._seen], None, 1)
        while self._waiting:
            some, number = self._waiting.pop(0)
            times = [at for place in some if (at := self._things.at[place])]
            yield from self._look_at(self._around(times), MAX_REVIEWED, number)

    def _look_at(self, places: Sequence[int], most: int | None, number: int) -> Iterator[tuple[int, Question]]:
        asked = _asked(self._things, places, "review", self._answer_of)
        # What was disowned with its whole group needs no question, unless it was answered before the group was.
        without = self._disowned.union(self._known)
        answered = [(place, question) for place, question in asked if question.answer]
        open_ = [(place, question) for place, question in asked if not question.answer and place not in without]
        room = None if most is None else max(0, most - len(answered))
        for place, question in sorted([*open_[:room], *answered], key=_first):
            self._seen.add(place)
            if question.answer == "not_mine" and number < ROUNDS:
                self._waiting.append(([place], number + 1))
            yield place, question

    def _around(self, times: Sequence[datetime]) -> list[int]:
        """The things near any of the times, those with the most money first."""
        known, numbers, weights = self._things.reviewed
        near = {
            index
            for at in times
            for index in range(bisect_left(known, at - REVIEW_WINDOW), bisect_right(known, at + REVIEW_WINDOW))
        }
        without = self._waits | self._seen
        some = sorted((-weights[index], -numbers[index]) for index in near if numbers[index] not in without)
        return [-number for _, number in some[: CONSIDERED * MAX_REVIEWED]]


def _scan(
    things: Things,
    now: Sequence[str | None],
    answers: Mapping[int, str],
    review: Set[int],
    most: int,
    answer_of: AnswerOf,
    known: Collection[int],
) -> Iterator[tuple[int, Question]]:
    """The costly and late single orders and payments that are the owner's so far, and those that were answered
    before."""
    best: list[int] = []
    for place in things.scanned:
        if len(best) == CONSIDERED * most:
            break
        if answers.get(place, now[place]) in RECOGNISED and place not in review:
            best.append(place)
    most = scan_length(most, len(review))
    candidates = _asked(things, best, "scan", answer_of)
    singly = (
        (place, replace(question, likely=number < MAX_SCANNED_SINGLY))
        for number, (place, question) in enumerate(candidates)
    )
    asked = (
        numbered
        for number, numbered in enumerate(singly)
        if numbered[1].answer or (number < most and numbered[0] not in known)
    )
    yield from sorted(asked, key=_first)


def scan_length(most: int, reviewed: int) -> int:
    """The length of the scan list: events that were looked through around something foreign shorten it."""
    return max(min(most, MAX_SCANNED_SINGLY), most - reviewed)


def _first(numbered: tuple[int, Question]) -> int:
    return numbered[0]


def _second_looks(
    things: Things, now: Sequence[str | None], before: Mapping[int, str], answer_of: AnswerOf, known: Collection[int]
) -> Iterator[Question]:
    """The second looks: one question for each thing that is not the owner's, or that they recognise although an alarm
    or a proof cites it; and one for all things of a question that they are not sure of. A question is left out where
    all its things are ``known`` and it has no answer."""
    groups: dict[tuple[int, str], list[int]] = {}
    for place, answer in enumerate(now):
        if answer and (answer not in RECOGNISED or place in things.marked):
            groups.setdefault((things.question[place], answer), []).append(place)
    for (question, answer), some in groups.items():
        parts = [some] if things.asked[question].kind == "sign_in" else _parts(things, some)
        wanted = [(part, before.get(part[0]) if len(part) == 1 else None) for part in parts]
        looks = [_looked_at(things, question, answer_of) for question in things.about(wanted, "second_look")]
        looked_at = list(zip(parts, looks, strict=True))
        if answer == "not_sure" and things.asked[question].kind != "sign_in":
            looked_at = _together(things, question, looked_at, answer_of)
        for part, look in looked_at:
            if look.answer or not known or not all(place in known for place in part):
                yield replace(look, before=answer)


def _parts(things: Things, some: Sequence[int]) -> list[Sequence[int]]:
    """The parts in which the things of one question are looked at again: single things or, of many things, those of a
    fortnight."""
    if len(some) <= MAX_SECOND_LOOKS:
        return [(place,) for place in some]
    bundles: dict[datetime | None, list[int]] = {}
    for place, bundle in zip(some, things.rows["bundle"].gather(list(some)), strict=True):
        bundles.setdefault(bundle, []).append(place)
    return list(bundles.values())


def _together(
    things: Things, question: int, looks: Sequence[tuple[Sequence[int], Question]], answer_of: AnswerOf
) -> list[tuple[Sequence[int], Question]]:
    """The second looks at things of one question combined into one, except for those with a separate answer. It has the
    id of the whole question, because its things change when some of them are answered elsewhere."""
    alone = [(part, look) for part, look in looks if look.answer]
    open_places = [place for part, look in looks if not look.answer for place in part]
    if not open_places:
        return alone
    whole, now = things.about([(things.members[question], None), (open_places, None)], "second_look")
    joined = _answered(replace(now, id=whole.id), answer_of)
    if not joined.answer and len(looks) - len(alone) == 1:
        return list(looks)
    return [*alone, (open_places, joined)]
