"""All of the asking as one function: from the entries of the book and the answers so far to the open questions."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import polars as pl

from analyzers import N_
from analyzers.asking.former import Apart, agreed, apart, set_apart
from analyzers.asking.joined import Bundles, Parts, parted
from analyzers.asking.pages import Page, pages
from analyzers.asking.progress import Account, Progress, Promise, account, progress, promise
from analyzers.asking.questions import Question, card_questions, main_questions
from analyzers.asking.stages import MAX_SCANNED, later_stages, scan_length
from analyzers.asking.things import Things, things
from analyzers.book.entries import Units
from analyzers.events.answers import ANSWERS, RECOGNISED, SURE_ANSWERS, AnswerOf, OwnerAnswer, fits, most_careful
from analyzers.events.ids import hashed
from analyzers.events.marks import Sentence

PROBLEM_SENTENCES = {
    "unknown-question": N_("There is no such question for these files: {question}. Its answer is kept and not used."),
    "unknown-answer": N_("“{answer}” is no answer. Use one of: {known}."),
    "contradicting-answers": N_("Your answers about the same event differ. The last one counts, to {question}."),
    "unused-answers": N_(
        "Answers that fit no question about these files: {count}. They are kept, and count again once the files hold "
        "what they are about."
    ),
    "no-money": N_("These files name no amounts, so the account counts events only."),
    "seller-files": N_("These files are a seller's. The questions are about what a buyer did, so there are none."),
    "some-seller-files": N_("Some of these files are a seller's. They are not asked about."),
    "no-events": N_("These files hold nothing that could be asked about."),
}
# The problems of answers; the others are about the files.
ABOUT_ANSWERS = ("unknown-question", "unknown-answer", "contradicting-answers")


class AnswerProblem(NamedTuple):
    """Something to know about the answers or the files: a code, the question's id or null, and a sentence."""

    code: str
    question: str | None
    message: Sentence


@dataclass(frozen=True)
class Unanswered:
    """The part of recognition that no answer changes: the units, their things with the main questions about them, the
    questions about ways of paying, and the bundles. ``parted`` caches the same with the parts of bundles that were last
    used."""

    units: Units
    things: Things
    cards: list[Question]
    bundles: Bundles
    parted: list[tuple[Parts, Apart, "Unanswered"]] = field(default_factory=list)

    @cached_property
    def unit_of_event(self) -> dict[str, int]:
        """The unit of each event by its id, which takes a while for a million of them. That of a pending payment is the
        one that was booked."""
        copies = self.units.copies.filter(pl.col("key").is_not_null()).select("key", "unit")
        booked = {hashed(key): unit for key, unit in copies.iter_rows()}
        return booked | {hashed(key): unit for unit, key in enumerate(self.units.frame["key"])}


class Recognition(NamedTuple):
    """The state of recognition. ``answers`` holds the answer that counts, by unit; ``promise`` is the number of pages
    to come."""

    units: Units
    questions: list[Question]
    pages: list[Page]
    account: Account
    answers: dict[int, str]
    problems: list[AnswerProblem]
    promise: Promise

    @property
    def progress(self) -> Progress:
        """How far the person is."""
        return progress(self.account, self.promise)

    @property
    def frame(self) -> pl.DataFrame:
        """The frame of the units."""
        return self.units.frame


def unanswered(units: Units) -> Unanswered:
    """The part of recognition that no answer changes."""
    main = main_questions(units.frame)
    every = things(units.frame, main)
    return Unanswered(units, every, card_questions(units.frame), Bundles(every))


def recognise(base: Unanswered, answers: Mapping[str, str], scanned: int = MAX_SCANNED) -> Recognition:
    """The state of recognition for these answers by question id. ``scanned`` is the maximum length of the scan list."""
    known = {name: OwnerAnswer(answer) for name, answer in answers.items() if fits(name, answer)}
    state = answered(base, known.get, len(known), {}, scanned)
    return state._replace(problems=[*misfits(answers, state.questions), *state.problems])


def answered(
    base: Unanswered,
    answer_of: AnswerOf,
    answer_count: int,
    direct: Mapping[str, OwnerAnswer],
    scanned: int = MAX_SCANNED,
) -> Recognition:
    """The state of recognition after these answers.

    ``answer_of`` gives the answer to a question by its id. ``answer_count`` is the number of stored answers: where some
    of them fit no question, a bundle of questions may have been smaller when it was answered. ``direct`` holds the
    answers to findings, by the id of an event.
    """
    used: set[str] = set()

    def look(name: str) -> OwnerAnswer | None:
        answer = answer_of(name)
        if answer:
            used.add(name)
        return answer

    of_unit = {base.unit_of_event[event]: answer for event, answer in direct.items() if event in base.unit_of_event}
    state = _answered(base, look, of_unit, scanned)
    parts = base.bundles.parts(answer_of) if len(used) < answer_count else {}
    main = state.questions[: len(base.things.asked)] if answer_count else []
    if (groups := apart(base.units.frame, main, answer_of)) or parts:
        kept = base.parted[0] if base.parted else None
        if kept is None or kept[:2] != (parts, groups):
            kept = parts, groups, unanswered(set_apart(parted(base.units, parts), groups))
            base.parted[:] = [kept]
        state = _answered(kept[2], answer_of, of_unit, scanned)
    return state


def _answered(base: Unanswered, answer_of: AnswerOf, direct: Mapping[int, OwnerAnswer], scanned: int) -> Recognition:
    units = base.units
    main = [_with_answer(question, answer_of, direct) for question in (*base.things.asked, *base.cards)]
    more = later_stages(base.things, main, answer_of, scanned, direct)
    questions = [*main, *more.questions]
    result = account(units.frame, more.answers)
    problems = list(_problems(units, questions, result))
    left = pages(questions)
    to_come = promise(questions, left, _scans_to_come(base.things, questions, scanned))
    return Recognition(units, questions, left, result, more.answers, problems, to_come)


def _scans_to_come(every: Things, questions: Collection[Question], most: int) -> int:
    """The number of single things that will be asked about once the questions that cover them are answered."""
    if all(question.answer for question in questions if question.stage == "main"):
        return 0
    stages = Counter(question.stage for question in questions)
    most = scan_length(most, stages["review"])
    return max(0, min(most, len(every.scanned)) - stages["scan"])


def _with_answer(question: Question, answer_of: AnswerOf, direct: Mapping[int, OwnerAnswer]) -> Question:
    """A main question with its answer, else with the one that an earlier version got about all its events, else with
    the most careful one where findings about all its events have one."""
    before = agreed(question.former, answer_of)
    if answer := answer_of(question.id) or before:
        return replace(question, answer=answer.answer)
    if direct and question.kind != "card" and direct.keys() >= set(question.units):
        return replace(question, answer=most_careful(direct[unit].answer for unit in question.units))
    return question


def misfits(answers: Mapping[str, str], questions: Collection[Question]) -> list[AnswerProblem]:
    """The problems of answers by question id: unknown answers, unknown questions and contradictions."""
    return list(_misfits(answers, questions))


def _misfits(answers: Mapping[str, str], questions: Collection[Question]) -> Iterable[AnswerProblem]:
    ids = {name for question in questions for name in (question.id, *question.former)}
    for name, answer in answers.items():
        if not fits(name, answer):
            values = {"answer": answer, "known": ", ".join(value for value in ANSWERS if fits(name, value))}
            yield AnswerProblem("unknown-answer", name, Sentence(PROBLEM_SENTENCES["unknown-answer"], values))
        elif name not in ids:
            yield unknown_question(name)
    yield from (contradiction(question.id) for question in contradicting(questions))


def unknown_question(name: str) -> AnswerProblem:
    """The problem that no question about the files has this id."""
    return AnswerProblem("unknown-question", name, Sentence(PROBLEM_SENTENCES["unknown-question"], {"question": name}))


def contradiction(question: str) -> AnswerProblem:
    """The problem that an answer to a question counts and another one, which differs, does not."""
    sentence = Sentence(PROBLEM_SENTENCES["contradicting-answers"], {"question": question})
    return AnswerProblem("contradicting-answers", question, sentence)


def contradicting(questions: Collection[Question]) -> list[Question]:
    """The questions whose answer contradicts an earlier one about the same events: one says that they are the owner's,
    the other that they are not. The answer of the last stage counts.

    A thing that the owner took for theirs in a list, although they denied its whole group, is left out: the second look
    asks about it. So is a question that a later one of these repeats: what was contradicted twice counts once."""
    answers = {question.id: question.answer for question in questions}
    listed = ("review", "scan")
    differing = [
        question
        for question in questions
        if question.answer in SURE_ANSWERS and (question.stage not in listed or question.answer not in RECOGNISED)
        for earlier in [{answers[name] for name in question.repeats if answers[name] in SURE_ANSWERS}]
        if any((answer == "not_mine") != (question.answer == "not_mine") for answer in earlier)
    ]
    repeated = {name for question in differing for name in question.repeats}
    return [question for question in differing if question.id not in repeated]


def _problems(units: Units, questions: Collection[Question], result: Account) -> Iterable[AnswerProblem]:
    if not questions:
        code = "seller-files" if units.sellers else "no-events"
        yield AnswerProblem(code, None, Sentence(PROBLEM_SENTENCES[code]))
        return
    if units.sellers:
        yield AnswerProblem("seller-files", None, Sentence(PROBLEM_SENTENCES["some-seller-files"]))
    if not result.money:
        yield AnswerProblem("no-money", None, Sentence(PROBLEM_SENTENCES["no-money"]))
