"""The questions that answers bring: what happened around something unknown, the costly single things once more, and a
second look at what matters."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from analyzers.asking.former import agreed, second_looks
from analyzers.asking.kinds import Stage
from analyzers.asking.questions import Question
from analyzers.asking.things import Things
from analyzers.events.answers import OWN_ANSWERS, AnswerOf, Given, later

REVIEW_WINDOW = timedelta(days=3)  # around something that is not the owner's; episodes join within as much
MAX_REVIEWED = 24  # other things in the windows of one answer
CONSIDERED = 4  # times as many things are considered, so that one with an answer stays when others come before it
MAX_SCANNED = 32  # single orders and payments of the scan list
MAX_SECOND_LOOKS = 24  # things of one question that are looked at one by one; of more, those of a fortnight together


class Later(NamedTuple):
    """The questions of the later stages, and the ``answers`` by unit of all stages together. ``settled`` are those that
    need no second look: they were given to it, or to a finding about this very event."""

    questions: list[Question]
    answers: dict[int, str]
    settled: dict[int, str]


def later_stages(
    things: Things, main: Sequence[Question], answer_of: AnswerOf, scanned: int, direct: Mapping[int, Given]
) -> Later:
    """What the answers bring. ``main`` are the main questions with their answers, those of ``things`` first;
    ``answer_of`` gives those of later questions by id; ``scanned`` is the most things of the scan list; ``direct`` are
    the answers by unit that were given to findings: they count instead of those to groups of events, and what they are
    about is not asked again."""
    given = [one.answer for one in main[: len(things.asked)]]
    cards = [one for one in main[len(things.asked) :] if one.answer == "not_mine"]
    if not cards and not any(given) and not direct:
        return Later([], {}, {})
    now = [given[place] for place in things.question]
    known = {place for place in {things.of_unit[unit] for unit in direct} if direct.keys() >= set(things.units[place])}
    denied = {things.of_unit[unit] for unit, one in direct.items() if one.answer == "not_mine"}
    review = dict(_Review(things, now, answer_of, known, denied).questions(cards))
    answers = {place: one.answer for place, one in review.items() if one.answer}
    scan = dict(_scan(things, now, answers, review, scanned, answer_of, known))
    answers |= {place: one.answer for place, one in scan.items() if one.answer}
    for place, answer in answers.items():
        now[place] = answer
    before = {place: one.id for place, one in (review | scan).items()}
    second = list(_second_looks(things, now, before, answer_of, known))
    of_unit = {unit: answer for place, answer in enumerate(now) if answer for unit in things.units[place]}
    settled = {unit: look for one in second if (look := _look(things, one, answer_of)) for unit in one.units}
    settled |= {unit: later(settled.get(unit), one) for unit, one in direct.items()}
    final = {unit: one.answer for unit, one in settled.items()}
    return Later([*review.values(), *scan.values(), *second], of_unit | final, final)


def _asked(things: Things, places: Sequence[int], stage: Stage, answer_of: AnswerOf) -> list[tuple[int, Question]]:
    """(thing, question) for single things, with the answers."""
    made = things.about([((place,), None) for place in places], stage)
    return [(place, _answered(one, answer_of)) for place, one in zip(places, made, strict=True)]


def _answered(one: Question, answer_of: AnswerOf) -> Question:
    given = answer_of(one.id)
    return replace(one, answer=given.answer) if given else one


def _look(things: Things, one: Question, answer_of: AnswerOf) -> Given | None:
    """The answer to a second look, else the one that an earlier version got about all its events."""
    given = answer_of(one.id)
    if given is None and one.kind == "sign_in":
        return agreed(second_looks(things.frame, one.units, things.former), answer_of)
    return given


def _looked_at(things: Things, one: Question, answer_of: AnswerOf) -> Question:
    given = _look(things, one, answer_of)
    return replace(one, answer=given.answer) if given else one


class _Review:
    """What happened around each thing that is not the owner's, and the orders paid in an unknown way. What turns out
    to be foreign opens a window of its own."""

    def __init__(
        self,
        things: Things,
        now: Sequence[str | None],
        answer_of: AnswerOf,
        known: Collection[int],
        denied: Collection[int],
    ) -> None:
        self._things, self._answer_of, self._known = things, answer_of, known
        # What has a question of its own is asked there. Once it is the owner's, it is asked again: near what was stolen
        # a slip is likelier. What an alarm or a proof cites has its second look anyway.
        self._waits = {place for place in things.alone if now[place] not in OWN_ANSWERS or place in things.marked}
        self._seen: set[int] = set()
        groups: dict[int, list[int]] = {}
        for place, answer in enumerate(now):
            if answer == "not_mine" or place in denied:
                groups.setdefault(things.question[place], []).append(place)
        self._waiting = list(groups.values())
        self._disowned = {place for some in self._waiting for place in some}

    def questions(self, cards: Iterable[Question]) -> Iterator[tuple[int, Question]]:
        """(thing, question) for the things to look at."""
        alone = self._things.alone
        for card in cards:
            places = dict.fromkeys(self._things.of_unit[unit] for unit in card.units)
            yield from self._look_at([place for place in places if place not in alone | self._seen], None)
        while self._waiting:
            times = [at for place in self._waiting.pop(0) if (at := self._things.at[place])]
            yield from self._look_at(self._around(times), MAX_REVIEWED)

    def _look_at(self, places: Sequence[int], most: int | None) -> Iterator[tuple[int, Question]]:
        made = _asked(self._things, places, "review", self._answer_of)
        # What was disowned with its whole group needs no question, unless it was answered before the group was.
        without = self._disowned.union(self._known)
        open_ = [(place, one) for place, one in made if not one.answer and place not in without][:most]
        for place, one in sorted([*open_, *((place, one) for place, one in made if one.answer)], key=_first):
            self._seen.add(place)
            if one.answer == "not_mine":
                self._waiting.append([place])
            yield place, one

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
    review: Mapping[int, Question],
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
        if answers.get(place, now[place]) in OWN_ANSWERS and place not in review:
            best.append(place)
    made = _asked(things, best, "scan", answer_of)
    asked = (one for number, one in enumerate(made) if one[1].answer or (number < most and one[0] not in known))
    yield from sorted(asked, key=_first)


def _first(one: tuple[int, Question]) -> int:
    return one[0]


def _second_looks(
    things: Things, now: Sequence[str | None], before: Mapping[int, str], answer_of: AnswerOf, known: Collection[int]
) -> Iterator[Question]:
    """One question for each thing that is not the owner's, that they are not sure of, or that they recognise although
    an alarm or a proof cites it; none where all of it is ``known`` and nothing was answered."""
    groups: dict[tuple[int, str], list[int]] = {}
    for place, answer in enumerate(now):
        if answer and (answer not in OWN_ANSWERS or place in things.marked):
            groups.setdefault((things.question[place], answer), []).append(place)
    wanted: list[tuple[Sequence[int], str | None]] = []
    given: list[str] = []
    for (question, answer), some in groups.items():
        if things.asked[question].kind == "sign_in":
            wanted.append((some, None))
        elif len(some) > MAX_SECOND_LOOKS:
            bundles: dict[datetime | None, list[int]] = {}
            for place, bundle in zip(some, things.rows["bundle"].gather(some), strict=True):
                bundles.setdefault(bundle, []).append(place)
            wanted += ((bundle, None) for bundle in bundles.values())
        else:
            wanted += (((place,), before.get(place)) for place in some)
        given += [answer] * (len(wanted) - len(given))
    made = zip(wanted, things.about(wanted, "second_look"), given, strict=True)
    answered = ((some, replace(_looked_at(things, one, answer_of), before=answer)) for (some, _), one, answer in made)
    return (one for some, one in answered if one.answer or not known or not all(place in known for place in some))
