"""The open questions as pages in the one order of the product: on the pages of the service, in the command and in the
measurements.

Questions that alarms and proofs cite come first, with what happened around them and their second look: then the person
has an answer and the first step. The rest of the history follows on fuller pages, the pages with the highest value per
second first.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Literal, NamedTuple, cast

from analyzers.asking.kinds import KINDS, Mode, Stage
from analyzers.asking.questions import Question
from analyzers.asking.things import COSTLY
from analyzers.book.sign_in_places import place_of
from analyzers.events.answers import UNPAID, Answer

Layout = Literal["one", "each", "mark", "confirm"]
AT_ONCE: dict[Layout, int] = {"one": 1, "each": 8, "mark": 16, "confirm": 24}
# Such things are recognised best on a separate page: this many of the first ones get one.
ALONE_KINDS = ("balance_use", "refund_unknown", "refund_to_balance", "order", "code", "gift_card", "payment", "device")
MAX_ALONE = 4
FEW_MARKED = 4  # rows to look through that are asked one by one instead of on a separate page
AT_A_SITTING = 7  # pages of the rest, about three minutes; then the person sees where they stand and may stop
FEW_LEFT = 3  # with at most this many pages left, the way goes on without a stop
# Roughly how long people take; ``docs/detection.md`` counts with the same.
ROW_SECONDS: dict[Layout, int] = {"one": 3, "each": 3, "mark": 1, "confirm": 1}
PAGE_SECONDS = 3  # for a page, beside its rows
# The share of the money that is worth as much as a row that is somebody else's. With 1 a clean account took 7 screens
# for 99 % of its money (median), with 0.25 six, with 0.1 five; what was stolen was found as early.
RISK = 0.1
# The order of a page of second looks.
CONFIRMED: tuple[Answer, ...] = ("not_mine", UNPAID, "not_sure", "mine", "family")
_MODES: tuple[Layout, Layout] = ("each", "mark")
# Stages that come before all else until the rest was begun; of the main stage only what is marked. What happened around
# something that is not the owner's always comes next.
_FIRST: tuple[Stage, ...] = ("main", "review", "second_look")
# After them: the rest of the main stage, the costly single things, what is looked through, and the second look.
_MAIN, _SCAN, _LOOK_THROUGH, _SECOND_LOOK = range(len(_FIRST), len(_FIRST) + 4)


class Page(NamedTuple):
    """Some questions, with the stage of the first. ``one``: a single question with all its details; ``each``: every
    question gets an answer; ``mark``: a list to look through, in which unknown ones are marked; ``confirm``: earlier
    answers are shown again. ``urgent``: an alarm or a proof leads to them."""

    layout: Layout
    stage: Stage
    questions: tuple[Question, ...]
    urgent: bool

    @property
    def mode(self) -> Mode:
        """How its questions are answered: ``each`` or ``mark``."""
        return "mark" if self.layout == "mark" else "each"

    @property
    def stages(self) -> list[Stage]:
        """The stages of its questions, in order."""
        return list(dict.fromkeys(question.stage for question in self.questions))

    @property
    def seconds(self) -> int:
        """About how long it takes."""
        return PAGE_SECONDS + ROW_SECONDS[self.layout] * len(self.questions)


def pages(questions: Sequence[Question]) -> list[Page]:
    """The unanswered questions, in order."""
    rest_begun = has_begun_rest(questions)
    alone = _alone(questions)
    worth = _Worth(questions)
    result: list[Page] = []
    at_once = _follows_at_once(questions)
    placed = [(_place(question, rest_begun, at_once), question) for question in questions if not question.answer]
    placed.sort(key=lambda pair: (pair[0], _order(pair[1])))
    for place, some in groupby(placed, lambda pair: pair[0]):
        urgent = not rest_begun and place < len(_FIRST)
        whole = [question for _, question in some]
        result += [Page("one", question.stage, (question,), urgent) for question in whole if question.id in alone]
        others = [question for question in whole if question.id not in alone]
        if whole[0].stage == "second_look":
            result += _filled("confirm", sorted(others, key=_by_answer), urgent)
        elif place == _MAIN:
            result += _by_worth(others, worth)
        else:
            result += _filled("each", [question for question in others if question.likely], urgent)
            result += _filled("mark", [question for question in others if not question.likely], urgent)
    return result


def look_over(questions: Iterable[Question], answers: Mapping[int, str]) -> list[Page]:
    """The second looks that have their answer, as pages by which they can be changed again. Each shows the answer that
    counts for its units by now (``answers``); one whose units have several is left out."""
    every = [
        replace(question, before=counting.pop())
        for question in questions
        if question.stage == "second_look" and question.answer
        if len(counting := {answers[unit] for unit in question.units}) == 1
    ]
    pages = _filled("confirm", sorted(every, key=lambda question: question.units), False)
    return [page._replace(questions=tuple(sorted(page.questions, key=_by_answer))) for page in pages]


def has_begun_rest(questions: Iterable[Question]) -> bool:
    """Whether the person has already answered questions that no alarm or proof cites."""
    return any(
        question.answer and (question.stage == "scan" or (question.stage == "main" and not question.marked))
        for question in questions
    )


def pauses(questions: Sequence[Question], left: Sequence[Page], answered: int) -> bool:
    """Whether the result page comes before the pages that are ``left``: when the questions of alarms are answered, and
    later after every sitting. ``answered``: the number of pages answered so far."""
    if left[0].urgent:
        return False
    if has_urgent(questions) and not has_begun_rest(questions):
        return True
    return answered > 0 and answered % AT_A_SITTING == 0 and len(left) > FEW_LEFT


def has_urgent(questions: Iterable[Question]) -> bool:
    """Whether an alarm or a proof leads to any question, answered or not."""
    return any(question.marked and question.stage == "main" for question in questions)


def seconds(some: Iterable[Page]) -> int:
    """The estimated time for the pages, in seconds."""
    return sum(page.seconds for page in some)


def _follows_at_once(questions: Iterable[Question]) -> bool:
    """Whether what happened around something costly that is not the owner's comes next. Only the first such page does:
    each further one would be a page more."""
    answered = [question for question in questions if question.answer]
    costly = any(
        question.answer == "not_mine" and question.weight >= COSTLY
        for question in answered
        if question.stage in ("main", "scan")
    )
    return costly and all(question.stage != "review" for question in answered)


def _place(question: Question, rest_begun: bool, at_once: bool) -> int:
    """The place of a question in the order. What alarms cite comes first, as long as nothing else was answered
    (``rest_begun``). With ``at_once``, the events around something that the owner denied come first as well."""
    alarmed = not rest_begun and (question.marked if question.stage == "main" else question.stage in _FIRST)
    if alarmed or (at_once and question.stage == "review"):
        return _FIRST.index(question.stage)
    if question.stage in ("main", "second_look"):
        return _MAIN if question.stage == "main" else _SECOND_LOOK
    return _SCAN if question.likely else _LOOK_THROUGH


def _order(question: Question) -> tuple[object, ...]:
    newest_first = -question.last.toordinal() if question.last else 0
    home = question.kind != "sign_in" or not place_of(question.what).abroad
    return (
        question.stage,
        not question.marked,
        question.kind,
        not question.likely,
        home,
        -question.weight,
        newest_first,
        question.id,
    )


def _alone(questions: Sequence[Question]) -> set[str]:
    """The questions that get a separate page: the first of those that alarms and proofs cite. Answered ones count, so
    that an answer changes no other page."""
    marked = [
        question
        for question in questions
        if question.stage == "main" and question.marked and question.kind in ALONE_KINDS
    ]
    return {
        question.id for question in sorted(marked, key=lambda question: (-question.weight, question.id))[:MAX_ALONE]
    }


def _filled(layout: Layout, some: Sequence[Question], urgent: bool) -> list[Page]:
    """Pages of as many questions as fit, the last not much emptier than the others."""
    if not some:
        return []
    count = -(-len(some) // AT_ONCE[layout])
    size = -(-len(some) // count)
    parts = [tuple(some[at : at + size]) for at in range(0, len(some), size)]
    return [Page(layout, part[0].stage, part, urgent) for part in parts]


def _by_answer(question: Question) -> int:
    """The sort key of a second look on its page: questions with the same earlier answer are together, and those that
    are not the owner's come first."""
    return CONFIRMED.index(cast(Answer, question.before)) if question.before else len(CONFIRMED)


def _by_worth(some: Sequence[Question], worth: "_Worth") -> list[Page]:
    """Pages of main questions that no alarm cites: the questions by their value per second, on pages that are as full
    as possible."""
    few = sum(not question.likely for question in some) <= FEW_MARKED
    layouts: dict[str, Layout] = {question.id: "each" if question.likely or few else "mark" for question in some}
    batches: list[tuple[float, Layout, list[Question]]] = []
    for (_, layout), same in groupby(some, lambda question: (question.kind, layouts[question.id])):
        whole = list(same)
        for at in range(0, len(whole), AT_ONCE[layout]):
            batch = whole[at : at + AT_ONCE[layout]]
            batches.append((worth.of(batch, layout), layout, batch))
    batches.sort(key=lambda batch: -batch[0])
    result: list[Page] = []
    for layout in _MODES:
        ordered = [question for _, of, batch in batches if of == layout for question in batch]
        result += _filled(layout, ordered, False)
    return sorted(result, key=lambda page: -worth.of(page.questions, page.layout))


class _Worth:
    """The value of some questions per second: their share of the money, and the number of foreign rows that they are
    expected to reveal. ``Kind.foreign`` is divided among all rows of the kind in the history."""

    def __init__(self, questions: Sequence[Question]) -> None:
        main = [question for question in questions if question.stage == "main"]
        self._total = sum(question.weight for question in main if question.kind != "card") or 1
        self._rows = Counter(question.kind for question in main)

    def of(self, some: Sequence[Question], layout: Layout) -> float:
        """The value of main questions that are answered together."""
        money = sum(question.weight for question in some if question.kind != "card") / self._total
        risk = sum(KINDS[question.kind].foreign / self._rows[question.kind] for question in some)
        return (money + RISK * risk) / (PAGE_SECONDS + ROW_SECONDS[layout] * len(some))
