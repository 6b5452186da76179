"""The public ``mioboe.recognition/1`` object: the open questions, and how much is accounted for."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import polars as pl
from msgspec import Struct

from analyzers.asking.kinds import KINDS
from analyzers.asking.questions import Question
from analyzers.asking.state import (
    ABOUT_ANSWERS,
    AnswerProblem,
    Recognition,
    Unanswered,
    contradiction,
    misfits,
    unknown_question,
)
from analyzers.book.losses import Total
from analyzers.book.sign_in_places import words
from analyzers.events.answers import ANSWERS, OwnerAnswer, fits
from analyzers.events.marks import Money
from analyzers.events.owner import Owner
from analyzers.events.statuses import open_money, open_status
from analyzers.events.stored import stored_values
from analyzers.findings.assemble import Answers, Assembled, Examined, assemble, prepared
from analyzers.rules.contract import DISOWNED
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate, value
from app.report.answers import AnswerFile
from app.report.event_words import CHANGE_LABELS
from app.report.model import AnswersProblem
from app.report.present import AskedProblem, CurrencyTotals, currency_totals
from app.report.progress import AccountOf, account_of

SCHEMA = "mioboe.recognition/1"
# What the questions of a later stage are about.
STAGE_SENTENCES = {
    "review": N_("What happened around the days of what is not yours"),
    "scan": N_("Large and recent single purchases and payments"),
    "second_look": N_("These answers count already, in steps and letters too. Change what is not right."),
}


class Member(Struct, frozen=True):
    """An event of a question. ``record`` distinguishes records of one line; it is 0 where a line holds one record."""

    path: str
    line: int | None
    record: int
    money: Money | None
    status: str | None = None  # pending | declined | reversed: of a payment that is in no sum
    open_money: Money | None = None  # the amount of such a payment


class Copy(Struct, frozen=True):
    """A record that repeats an event of a question."""

    path: str
    line: int | None
    record: int


class AskedQuestion(Struct, frozen=True):
    """One question. ``likely``: it has a row with answers, and is not only marked in a list; ``repeats``: earlier
    questions about the same events."""

    id: str
    kind: str
    stage: str
    text: str
    likely: bool
    first: str | None
    last: str | None
    repeats: Sequence[str]
    money: Sequence[Money]
    members: Sequence[Member]
    also: Sequence[Copy]
    answer: str | None


class AskedScreen(Struct, frozen=True):
    """Questions that are asked together, exactly as on a page of the service. ``kind`` is that of the first one;
    ``mode`` is ``each`` (answered one by one) or ``mark`` (looked through), ``layout`` is the layout of the page:
    ``one``, ``each``, ``mark``, or ``confirm`` where earlier answers are shown again."""

    kind: str
    mode: str
    stage: str
    questions: Sequence[str]
    layout: str


class Promised(Struct, frozen=True):
    """The number of pages to come, including pages that answers will add: ``urgent`` before the first result page, and
    ``all``."""

    urgent: int
    all: int


class RecognitionObject(Struct, frozen=True):
    """The whole object."""

    schema: str
    screens: Sequence[AskedScreen]
    questions: Sequence[AskedQuestion]
    account: AccountOf
    disowned: Sequence[str]
    problems: Sequence[AskedProblem]
    totals: Sequence[CurrencyTotals] = ()  # the loss, by currency
    promised: Promised = Promised(0, 0)


class Recognised(NamedTuple):
    """The state after the answers of a file. ``problems`` are those of the answers and of the files, ``disowned`` the
    ids of findings that come from answers alone."""

    now: Assembled
    problems: list[AnswerProblem]

    @property
    def asking(self) -> Recognition:
        """The state of recognition: what is still to be asked."""
        return self.now.asking

    @property
    def disowned(self) -> list[str]:
        """The ids of the findings about disowned entries."""
        return [finding.id for finding in self.now.findings if finding.detector == DISOWNED]


def recognised(examined: Examined, owner: Owner) -> Callable[[AnswerFile], Recognised]:
    """A function from a file of answers to the state of a history; no rule runs again. ``owner`` may hold answers to
    findings."""

    @lru_cache(maxsize=1)
    def base(until: frozenset[tuple[str, date]]) -> Unanswered:
        return prepared(examined.entries, dict(until))

    def state(answers: AnswerFile) -> Recognised:
        now = assemble(base(frozenset(answers.until.items())), examined.findings, given_answers(owner, answers))
        misfitting = misfits(answers.by_question, now.asking.questions)
        repeated = [problem for problem in map(contradiction, answers.repeated) if problem not in misfitting]
        ids = {question.id for question in now.asking.questions} | answers.by_question.keys()
        lost = [unknown_question(name) for name in answers.until if name not in ids]
        events = base(frozenset(answers.until.items())).unit_of_event if answers.entries else {}
        lost += [unknown_question(name) for name in answers.entries if name not in events]
        wrong = {name: answer for name, answer in answers.entries.items() if answer not in ANSWERS}
        lost += misfits(wrong, ())
        return Recognised(now, [*repeated, *lost, *misfitting, *now.asking.problems])

    return state


def given_answers(owner: Owner, answers: AnswerFile) -> Answers:
    """The answers of a file together with the answers to findings in the owner file. Answers to findings win over
    answers to questions, and answers to single entries win over both."""
    known = {name: OwnerAnswer(answer) for name, answer in answers.by_question.items() if fits(name, answer)}
    findings = {name: OwnerAnswer(answer, at=1) for name, answer in owner.verdicts.items()}
    entries = [OwnerAnswer(answer, 2, (event,)) for event, answer in answers.entries.items() if answer in ANSWERS]
    return Answers(known.get, len(known), findings, entries=entries, until=answers.until)


def answers_problems(recognised_state: Recognised) -> list[AnswersProblem]:
    """The problems with the answers, without problems of the files."""
    return [
        AnswersProblem(problem.code, problem.question, problem.message.key, stored_values(problem.message.values))
        for problem in recognised_state.problems
        if problem.code in ABOUT_ANSWERS
    ]


def present(recognised_state: Recognised, lang: str, totals: Sequence[Total]) -> RecognitionObject:
    """The state with all texts in ``lang``; ``totals`` are those of its claims."""
    state = recognised_state.asking
    places = _places(state)
    return RecognitionObject(
        schema=SCHEMA,
        screens=[
            AskedScreen(
                page.questions[0].kind, page.mode, page.stage, [question.id for question in page.questions], page.layout
            )
            for page in state.pages
        ],
        questions=[_question(question, places, lang) for question in state.questions],
        account=account_of(state.account),
        disowned=recognised_state.disowned,
        problems=[_problem(problem, lang) for problem in recognised_state.problems],
        totals=currency_totals(totals),
        promised=Promised(state.promise.urgent, state.promise.all),
    )


class _Places(NamedTuple):
    """For each unit its member, and the records that repeat it."""

    members: list[Member]
    copies: dict[int, list[Copy]]


def _places(state: Recognition) -> _Places:
    columns = ("upload", "path", "line", "record")
    details = ("table", "minor", "currency", "status", "amount_minor")
    units = state.frame.select("unit", *columns, *details, copy=pl.lit(False))
    repeated = state.units.copies.select("unit", *columns, copy=pl.lit(True))
    rows = pl.concat([units, repeated], how="diagonal").with_columns(
        record=(pl.col("record").fill_null(0).rank("dense").over("upload", "path", "line") - 1).fill_null(0)
    )
    members: list[Member] = []
    copies: dict[int, list[Copy]] = {}
    for row in rows.select("unit", *columns[1:], *details, "copy").iter_rows(named=True):
        place = row["path"], row["line"], row["record"]
        if row["copy"]:
            copies.setdefault(row["unit"], []).append(Copy(*place))
        else:
            known = row["minor"] is not None and row["currency"] is not None
            money = Money(row["minor"], row["currency"]) if known else None
            status, open_ = open_status(row["table"], row), open_money(row["table"], row)
            members.append(Member(*place, money, status, open_))
    return _Places(members, copies)


def _question(question: Question, places: _Places, lang: str) -> AskedQuestion:
    return AskedQuestion(
        id=question.id,
        kind=question.kind,
        stage=question.stage,
        text=text(question, lang),
        likely=question.likely,
        first=_day(question.first),
        last=_day(question.last),
        repeats=question.repeats,
        money=question.money,
        members=[places.members[unit] for unit in question.units],
        also=[copy for unit in question.units for copy in places.copies.get(unit, ())],
        answer=question.answer,
    )


def text(question: Question, lang: str) -> str:
    """The question as a sentence: what it is about, the amount, and when."""
    return gettext(KINDS[question.kind].text, lang, what=" · ".join(_parts(question, lang)))


def _parts(question: Question, lang: str) -> Iterator[str]:
    """The parts of a question that are recognised first: the thing, the amount, who or what else, the days, and how
    often."""
    if question.kind == "sign_in":
        yield value(words(question.what), lang)
    elif question.what:
        yield question.what
    yield from (value(money, lang) for money in question.money if money.minor)
    if more := _more(question, lang):
        yield more
    if question.first and question.last and question.first != question.last:
        yield gettext(N_("{start} to {end}"), lang, start=question.first, end=question.last)
    elif question.first:
        yield value(question.first, lang)


def _more(question: Question, lang: str) -> str | None:
    """Who or what else a question is about, where it does not say that already; of a change its kind."""
    if question.kind in ("change", "device"):
        return translate(CHANGE_LABELS[question.more], lang) if question.more in CHANGE_LABELS else None
    return question.more if question.more and question.more not in question.what else None


def details(question: Question, frame: pl.DataFrame, lang: str) -> list[str]:
    """Further details of a single thing that its question does not show: where it went, the way of paying, and the time
    by the clock of its shop."""
    rows, sentence = frame[list(question.units)], text(question, lang)
    if rows["thing"].n_unique() > 1:
        return []
    columns = {"orders": ("address", "card"), "payments": ("card",)}.get(rows["table"][0], ())
    texts = [cell for name in columns for cell in rows[name].unique(maintain_order=True).drop_nulls()]
    times = rows.select("at", "at_basis", "zone").unique().rows()
    if len(times) == 1 and times[0][1] != "date_only":
        at, basis, zone = times[0]
        texts.append(when(at, basis, lang, zone))
    return [cell for cell in texts if cell not in sentence]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _problem(problem: AnswerProblem, lang: str) -> AskedProblem:
    return AskedProblem(problem.code, problem.question, gettext(problem.message.key, lang, **problem.message.values))
