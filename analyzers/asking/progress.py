"""How much of the history is accounted for: every event, and every amount, by the answer that counts for it."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

import polars as pl

from analyzers.asking.pages import AT_ONCE, Page, seconds
from analyzers.asking.questions import Question
from analyzers.asking.stages import MAX_SCANNED_SINGLY
from analyzers.events.answers import ANSWERS, RECOGNISED

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
    """The progress of a person: how many of all entries, and how much of their ``money`` by currency, have an answer of
    any kind; and the ``pages`` to come. An answer never lowers it: questions that come up a second time, around
    something foreign or in a second look, have their first answer already."""

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
    """The number of pages to come, including pages that answers will add: ``urgent`` until the first result page, and
    ``all``. ``seconds``: the estimated time until the first result page, or of all pages where none is urgent."""

    urgent: int
    all: int
    seconds: int


def promise(questions: Sequence[Question], left: Sequence[Page], scans_to_come: int) -> Promise:
    """The number of pages to come. ``left`` are the ``pages`` of the questions, ``scans_to_come`` the number of single
    things that will be asked about once the questions that cover them are answered."""
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
    """The expected number of second looks: those that exist, and those that the other main questions will add if the
    person continues as before."""
    answered = [question for question in main if question.answer]
    doubted = sum(question.answer not in RECOGNISED for question in answered)
    share = (doubted + DOUBTED * ANSWERED) / (len(answered) + ANSWERED)
    left = len(main) - len(answered)
    marked = sum(question.marked and not question.answer for question in main)
    return len(looks) + marked + ceil(share * (left - marked))
