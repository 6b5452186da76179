"""The questions that answers bring: what happened around something unknown, single things that only an answer about a
place or a payee covers, and a second look at what matters.

A thing is what the owner knows as one: an order with its lines, a payment, a refund, a sign-in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from analyzers.recognition.kinds import OWN_ANSWERS, Stage
from analyzers.recognition.questions import ROUGH_YEN, Question, number_of, summed

REVIEW_WINDOW = timedelta(days=3)  # around something that is not the owner's
MAX_REVIEWED = 24  # other things in the windows of one answer
CONSIDERED = 4  # times as many things are considered, so that one with an answer stays when others come before it
MAX_SCANNED = 32  # single orders and payments of the scan list
SCAN_DECAY = timedelta(days=90)  # in which the weight of a thing falls to 1/e
MAX_SECOND_LOOKS = 24  # things of one question that are looked at one by one; of more, those of a fortnight together
REVIEWED_TABLES = ("orders", "refunds", "ledger", "payments")
SCANNED_TABLES = ("orders", "payments")

AnswerOf = Callable[[str], str | None]


class Later(NamedTuple):
    """The questions of the later stages, and the ``answers`` by unit of all stages together."""

    questions: list[Question]
    answers: dict[int, str]


def later(frame: pl.DataFrame, main: Sequence[Question], answer_of: AnswerOf, scanned: int) -> Later:
    """What the answers bring. ``main`` are the main questions with their answers, ``answer_of`` gives those of later
    questions by id; ``scanned`` is the most things of the scan list."""
    asked = [one for one in main if one.kind != "card"]
    things = _things(frame, asked)
    make = _Maker(frame, things, asked, answer_of)
    owner = dict(zip(things["thing"], things["answer"], strict=True))
    review = list(_review(things, [one for one in main if one.kind == "card" and one.answer == "not_mine"], make))
    latest = {place: one.answer for place, one in review if one.answer}
    scan = list(_scan(things, {place for place, _ in review}, scanned, make))
    latest |= {place: one.answer for place, one in scan if one.answer}
    now = things.with_columns(
        answer=pl.Series([latest.get(place, owner[place]) for place in things["thing"]], dtype=pl.String)
    )
    second = list(_second_looks(now, make, {place: one.id for place, one in (*review, *scan)}))
    of_unit = {unit: answer for some, answer in now.select("unit", "answer").iter_rows() if answer for unit in some}
    of_unit |= {unit: one.answer for one in second if one.answer for unit in one.units}
    return Later([*(one for _, one in review), *(one for _, one in scan), *second], of_unit)


def _things(frame: pl.DataFrame, asked: Sequence[Question]) -> pl.DataFrame:
    """One row for each thing, by time: its number ``thing``, its ``unit`` numbers, ``question`` (a number), ``answer``
    of that question, ``alone`` (the question is about nothing else), ``weight`` and ``marked``."""
    owner = pl.DataFrame(
        [(place, one.id, one.answer) for place, one in enumerate(asked)],
        schema={"question": pl.UInt32, "id": pl.String, "answer": pl.String},
        orient="row",
    )
    numbers = pl.Series([place for place, one in enumerate(asked) for _ in one.units], dtype=pl.UInt32)
    units = pl.Series([unit for one in asked for unit in one.units], dtype=pl.UInt32)
    of_unit = pl.DataFrame({"unit": units, "question": numbers})
    rate = pl.col("currency").replace_strict(ROUGH_YEN, default=1.0, return_dtype=pl.Float64)
    found = (
        frame.join(of_unit, on="unit", how="inner", maintain_order="left")
        .group_by("question", "thing", maintain_order=True)
        .agg(
            pl.col("table").first(),
            pl.col("kind").first(),
            pl.col("at").min(),
            pl.col("day").min(),
            "unit",
            weight=(pl.col("minor") * rate).sum(),
            marked=pl.col("marked").any(),
        )
    )
    return (
        found.drop("thing")
        .sort("at", "question", pl.col("unit").list.first(), nulls_last=True)
        .with_row_index("thing")
        .with_columns(alone=pl.len().over("question") == 1)
        .join(owner, on="question", how="left", maintain_order="left")
    )


class _Maker:
    """Makes a question about things; its id is that of their events and of the stage."""

    def __init__(
        self, frame: pl.DataFrame, things: pl.DataFrame, asked: Sequence[Question], answer_of: AnswerOf
    ) -> None:
        self._asked, self._answer_of = asked, answer_of
        # As lists: a frame for each question would cost more than all else.
        self._rows = {name: frame[name].to_list() for name in ("key", "currency", "minor", "name", "what", "more")}
        self._kinds, self._questions = things["kind"].to_list(), things["question"].to_list()
        self._units, self._marked = things["unit"].to_list(), things["marked"].to_list()
        self._days = things["day"].to_list()

    def __call__(self, place: int, stage: Stage, before: str | None = None) -> Question:
        return self.together([place], stage, before)

    def together(self, places: Sequence[int], stage: Stage, before: str | None = None) -> Question:
        """One question about several things of one main question; ``before`` is an earlier one that it repeats."""
        kind = self._kinds[places[0]]
        kind = _KIND_OF_ONE.get(kind, kind) if len(places) == 1 else kind
        units = [unit for place in places for unit in self._units[place]]
        rows = {name: [values[unit] for unit in units] for name, values in self._rows.items()}
        number = number_of(kind, [stage, *sorted(rows["key"])])
        repeats = [self._asked[self._questions[places[0]]].id, *([before] if before else [])]
        days = [day for place in places if (day := self._days[place])]
        return Question(
            id=number,
            kind=kind,
            stage=stage,
            units=tuple(units),
            likely=stage != "scan",
            marked=any(self._marked[place] for place in places),
            first=min(days, default=None),
            last=max(days, default=None),
            money=summed(rows["currency"], rows["minor"]),
            what=rows["name"][0] or rows["what"][0] or "",
            more=rows["what"][0] if rows["name"][0] else rows["more"][0],
            repeats=tuple(repeats),
            answer=self._answer_of(number),
        )


# A single order is asked for as an order, whatever its main question was about; likewise a single payment.
_KIND_OF_ONE = {"receiver_place": "order", "place": "order", "payee": "payment"}


def _review(things: pl.DataFrame, cards: Iterable[Question], make: _Maker) -> Iterator[tuple[int, Question]]:
    """(thing, question) for the things around each that is not the owner's, and for the orders paid in an unknown way.

    What turns out to be foreign opens a window of its own.
    """
    foreign = things.filter(pl.col("answer") == "not_mine")
    alone, disowned = set(things.filter(pl.col("alone"))["thing"]), set(foreign["thing"])
    waiting = [some["thing"].to_list() for some in foreign.partition_by("question", maintain_order=True)]
    seen: set[int] = set()

    def asked(places: Iterable[int], most: int | None) -> Iterator[tuple[int, Question]]:
        made = [(place, make(place, "review")) for place in places]
        # What was disowned with its whole group needs no question, unless it was answered before the group was.
        open_ = [(place, one) for place, one in made if not one.answer and place not in disowned][:most]
        for place, one in sorted([*open_, *((place, one) for place, one in made if one.answer)], key=_first):
            seen.add(place)
            if one.answer == "not_mine":
                waiting.append([place])
            yield place, one

    of_unit = {unit: thing for thing, some in things.select("thing", "unit").iter_rows() for unit in some}
    for card in cards:
        places = dict.fromkeys(of_unit[unit] for unit in card.units)
        yield from asked([place for place in places if place not in alone | seen], None)
    money = things.filter(pl.col("table").is_in(REVIEWED_TABLES) & pl.col("at").is_not_null())
    while waiting:
        around = _window(money, things[waiting.pop(0)]["at"].drop_nulls(), alone | seen)
        yield from asked(around, MAX_REVIEWED)


def _window(money: pl.DataFrame, times: pl.Series, without: set[int]) -> list[int]:
    """The things near any of the times, those with the most money first."""
    near = pl.lit(False)
    for at in times:
        near |= pl.col("at").is_between(at - REVIEW_WINDOW, at + REVIEW_WINDOW)
    some = money.filter(near & ~pl.col("thing").is_in(list(without)))
    found: list[int] = some.top_k(CONSIDERED * MAX_REVIEWED, by=["weight", "thing"])["thing"].to_list()
    return found


def _scan(things: pl.DataFrame, reviewed: set[int], most: int, make: _Maker) -> Iterator[tuple[int, Question]]:
    """The single orders and payments that only the answer about a place or payee covers: the costly and late ones, and
    those that were answered before."""
    dated = things.filter(pl.col("at").is_not_null())
    if not dated.height:
        return
    age = (pl.lit(dated["at"].max()) - pl.col("at")) / pl.lit(SCAN_DECAY)
    some = dated.filter(
        pl.col("table").is_in(SCANNED_TABLES)
        & ~pl.col("alone")
        & pl.col("answer").is_in(OWN_ANSWERS)
        & ~pl.col("thing").is_in(list(reviewed))
        & (pl.col("weight") > 0)
    ).with_columns(value=pl.col("weight") * (-age).exp())
    best: list[int] = some.top_k(CONSIDERED * most, by=["value", "thing"])["thing"].to_list()
    made = [(place, make(place, "scan")) for place in best]
    yield from sorted((one for number, one in enumerate(made) if number < most or one[1].answer), key=_first)


def _first(one: tuple[int, Question]) -> int:
    return one[0]


def _second_looks(now: pl.DataFrame, make: _Maker, before: Mapping[int, str]) -> Iterator[Question]:
    """One question for each thing that is not the owner's, that they are not sure of, or that they recognise although
    an alarm or a proof cites it."""
    doubted = now.filter(
        pl.col("answer").is_in(["not_mine", "not_sure"]) | (pl.col("answer").is_in(OWN_ANSWERS) & pl.col("marked"))
    )
    for some in doubted.partition_by("question", "answer", maintain_order=True):
        if some["table"][0] == "logins":
            yield make.together(some["thing"].to_list(), "second_look")
        elif some.height > MAX_SECOND_LOOKS:
            for bundle in some.with_columns(pl.col("at").dt.truncate("14d").alias("window")).partition_by(
                "window", maintain_order=True
            ):
                yield make.together(bundle["thing"].to_list(), "second_look")
        else:
            yield from (make(place, "second_look", before.get(place)) for place in some["thing"])
