"""How much of the history is accounted for: every event, and every amount, by the answer that counts for it."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

import polars as pl

from analyzers.asking.pages import AT_ONCE, Page, seconds
from analyzers.asking.questions import Question
from analyzers.asking.stages import MAX_SCANNED_SINGLY
from analyzers.events.answers import ANSWERS, OWN_ANSWERS

NOT_ASKED = "not_asked"
STATES = (*ANSWERS, NOT_ASKED)
# What people are taken to answer before they have answered much: of a hundred questions about the rest, so many get
# another answer than "ours", which counts as much as so many answers of the person's own.
DOUBTED = 0.05
ANSWERED = 20
PROMISED_SECONDS = 20  # for a page whose questions are not known yet: eight rows, or sixteen to look through


class Account(NamedTuple):
    """``events`` by state, and ``money`` (minor units) by currency and state. The states add up to the totals."""

    events: dict[str, int]
    money: dict[str, dict[str, int]]


def account(frame: pl.DataFrame, answers: Mapping[int, str]) -> Account:
    """The account of the units with their answers by unit number, which is the number of their row."""
    state: pl.Series | pl.Expr = pl.lit(NOT_ASKED).alias("state")
    if answers:
        state = pl.Series("state", [answers.get(unit, NOT_ASKED) for unit in range(frame.height)], pl.String)
    known = pl.col("minor").filter(pl.col("minor").is_not_null() & pl.col("currency").is_not_null())
    sums = (
        frame.select("currency", "minor", state)
        .group_by("currency", "state")
        .agg(events=pl.len(), amounts=known.count(), minor=known.sum())
        .sort("currency")
    )
    events = dict.fromkeys(STATES, 0)
    money: dict[str, dict[str, int]] = {}
    for currency, name, count, amounts, minor in sums.iter_rows():
        events[name] += count
        if amounts:
            money.setdefault(currency, dict.fromkeys(STATES, 0))[name] = minor
    return Account(events, money)


class Part(NamedTuple):
    """How much of a whole is accounted for: entries, or minor units of one currency."""

    done: int
    all: int


class Progress(NamedTuple):
    """How far a person is: of all entries that are asked about, and of their ``money`` by currency, what has an answer,
    whichever it is; and the ``pages`` to come. An answer never takes anything off it: what is asked once more, around
    something foreign or in a second look, has its first answer already."""

    entries: Part
    money: dict[str, Part]
    pages: "Promise"


def progress(account: Account, pages: "Promise") -> Progress:
    """The progress that an account shows."""

    def part(states: Mapping[str, int]) -> Part:
        whole = sum(states.values())
        return Part(whole - states[NOT_ASKED], whole)

    return Progress(part(account.events), {name: part(states) for name, states in sorted(account.money.items())}, pages)


class Promise(NamedTuple):
    """How many pages are to come, those included that the answers will bring: ``urgent`` ones until the first end
    page, and ``all``. ``seconds``: about how long it takes until the first end page, and without urgent ones in all."""

    urgent: int
    all: int
    seconds: int


def promise(questions: Sequence[Question], left: Sequence[Page], scans_to_come: int) -> Promise:
    """The pages to come. ``left`` are the ``pages`` of the questions, ``scans_to_come`` the single things that will be
    asked for once what covers them is answered."""
    urgent = [page for page in left if page.urgent]
    main = [question for question in questions if question.stage == "main" and question.kind != "card"]
    first = min(scans_to_come, MAX_SCANNED_SINGLY)
    scans = -(-first // AT_ONCE["each"]) + -(-(scans_to_come - first) // AT_ONCE["mark"])
    looks = _looks(
        main, [question for question in questions if question.stage == "second_look" and not question.answer]
    )
    to_come = urgent and any(question.marked and not question.answer for question in main)
    more = (not any(page.stage == "review" for page in left)) + (not any(page.layout == "confirm" for page in urgent))
    now = sum(page.layout != "confirm" for page in left)
    until_end = len(urgent) + (more if to_come else 0)
    whole = now + scans + -(-looks // AT_ONCE["confirm"])
    known, promised = (urgent, until_end) if urgent else (left, whole)
    return Promise(until_end, whole, seconds(known) + PROMISED_SECONDS * max(0, promised - len(known)))


def _looks(main: Sequence[Question], looks: Sequence[Question]) -> int:
    """How many second looks are to be expected: those that are there, and those that the other main questions will
    bring if the person goes on as before."""
    answered = [question for question in main if question.answer]
    doubted = sum(question.answer not in OWN_ANSWERS for question in answered)
    share = (doubted + DOUBTED * ANSWERED) / (len(answered) + ANSWERED)
    left = len(main) - len(answered)
    marked = sum(question.marked and not question.answer for question in main)
    return len(looks) + marked + ceil(share * (left - marked))
