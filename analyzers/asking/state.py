"""The whole of recognition as one function: a history, its findings and the answers so far, to what is still to ask."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from analyzers import N_
from analyzers.asking.joined import Bundles, Parts, parted
from analyzers.asking.kinds import ANSWERS, SURE_ANSWERS
from analyzers.asking.progress import Account, account
from analyzers.asking.questions import Question, card_questions, main_questions
from analyzers.asking.screens import Screen, screens
from analyzers.asking.stages import MAX_SCANNED, AnswerOf, later
from analyzers.asking.things import Things, things
from analyzers.book.entries import Units, units
from analyzers.events.facts import ALARMS, Ref, Sentence
from analyzers.events.history import History
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors

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


class Problem(NamedTuple):
    """Something to know about the answers or the files: a code, the question's id or null, and a sentence."""

    code: str
    question: str | None
    message: Sentence


class Unanswered(NamedTuple):
    """The units, their things with the main questions about them, the questions about ways of paying, and the bundles.
    ``parted`` keeps the same with the parts of bundles that were last asked for."""

    units: Units
    things: Things
    cards: list[Question]
    bundles: Bundles
    parted: list[tuple[Parts, "Unanswered"]]


class Recognition(NamedTuple):
    """The state of recognition; ``answers`` holds the answer that counts by unit."""

    units: Units
    questions: list[Question]
    screens: list[Screen]
    account: Account
    answers: dict[int, str]
    problems: list[Problem]

    @property
    def frame(self) -> pl.DataFrame:
        """The units."""
        return self.units.frame


def examined(history: History, findings: Iterable[Finding]) -> Units:
    """The units of a history, with those marked that its findings cite. All states of recognition start from them."""
    return units(history, marked(history, findings))


def unanswered(found: Units) -> Unanswered:
    """What the states of recognition have in common, whatever is answered."""
    main = main_questions(found.frame)
    every = things(found.frame, main)
    return Unanswered(found, every, card_questions(found.frame), Bundles(every), [])


def recognise(base: Unanswered, answers: Mapping[str, str], scanned: int = MAX_SCANNED) -> Recognition:
    """The questions about the units in the state that the answers (by question id) bring them to. ``scanned`` is the
    length of the scan list."""
    known = {name: answer for name, answer in answers.items() if answer in ANSWERS}
    state = answered(base, known.get, len(known), scanned)
    return state._replace(problems=[*_misfits(answers, state.questions), *state.problems])


def answered(base: Unanswered, answer_of: AnswerOf, given: int, scanned: int = MAX_SCANNED) -> Recognition:
    """The same, with a function that gives the answer to a question by its id, for answers that are stored without
    the ids of their questions. ``given`` is the number of answers: where some fit no question, a bundle may have been
    smaller when it was answered."""
    used: set[str] = set()

    def look(name: str) -> str | None:
        answer = answer_of(name)
        if answer:
            used.add(name)
        return answer

    state = _answered(base, look, scanned)
    if len(used) < given and (parts := base.bundles.parts(answer_of)):
        kept = base.parted[0] if base.parted else None
        if kept is None or kept[0] != parts:
            kept = parts, unanswered(parted(base.units, parts))
            base.parted[:] = [kept]
        state = _answered(kept[1], answer_of, scanned)
    return state


def _answered(base: Unanswered, answer_of: AnswerOf, scanned: int) -> Recognition:
    found = base.units
    main = [
        replace(one, answer=answer) if (answer := answer_of(one.id)) else one
        for one in (*base.things.asked, *base.cards)
    ]
    more = later(base.things, main, answer_of, scanned)
    questions = [*main, *more.questions]
    result = account(found.frame, more.answers)
    problems = list(_problems(found, questions, result))
    return Recognition(found, questions, screens(questions), result, more.answers, problems)


def marked(history: History, findings: Iterable[Finding]) -> Collection[Ref]:
    """The events that an alarm or a proof cites as its trigger."""
    wanted = {
        (row.table, row.upload, row.path, row.line, row.record)
        for finding in findings
        if finding.severity in ALARMS or (finding.kind == "proof" and not detectors()[finding.detector].about_files)
        for row in finding.evidence
        if row.role == "trigger"
    }
    found = set()
    for table in {one[0] for one in wanted}:
        places = [one[1:] for one in wanted if one[0] == table]
        rows = history.tables[table]
        columns = ("upload", "path", "line", "record")
        frame = pl.DataFrame(places, schema={name: rows.schema[name] for name in columns}, orient="row")
        found |= {Ref(table, row) for row in rows.join(frame, on=columns, nulls_equal=True)["row"]}
    return found


def _misfits(answers: Mapping[str, str], questions: Collection[Question]) -> Iterable[Problem]:
    ids = {one.id for one in questions}
    for name, answer in answers.items():
        if answer not in ANSWERS:
            values = {"answer": answer, "known": ", ".join(ANSWERS)}
            yield Problem("unknown-answer", name, Sentence(PROBLEM_SENTENCES["unknown-answer"], values))
        elif name not in ids:
            yield unknown_question(name)
    yield from (contradiction(one.id) for one in contradicting(questions))


def unknown_question(name: str) -> Problem:
    """The problem that no question about the files has this id."""
    return Problem("unknown-question", name, Sentence(PROBLEM_SENTENCES["unknown-question"], {"question": name}))


def contradiction(question: str) -> Problem:
    """The problem that an answer to a question counts and another one, which differs, does not."""
    sentence = Sentence(PROBLEM_SENTENCES["contradicting-answers"], {"question": question})
    return Problem("contradicting-answers", question, sentence)


def contradicting(questions: Collection[Question]) -> list[Question]:
    """The questions whose answer says of the owner's events that they are not, or the other way round, as an earlier
    answer has it. Of these answers the one of the last stage counts."""
    answers = {one.id: one.answer for one in questions}
    return [
        one
        for one in questions
        if one.answer in SURE_ANSWERS
        for earlier in [{answers[name] for name in one.repeats if answers[name] in SURE_ANSWERS}]
        if any((answer == "not_mine") != (one.answer == "not_mine") for answer in earlier)
    ]


def _problems(found: Units, questions: Collection[Question], result: Account) -> Iterable[Problem]:
    if not questions:
        code = "seller-files" if found.sellers else "no-events"
        yield Problem(code, None, Sentence(PROBLEM_SENTENCES[code]))
        return
    if found.sellers:
        yield Problem("seller-files", None, Sentence(PROBLEM_SENTENCES["some-seller-files"]))
    if not result.money:
        yield Problem("no-money", None, Sentence(PROBLEM_SENTENCES["no-money"]))
