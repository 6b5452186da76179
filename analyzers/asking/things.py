"""Things: what the owner sees as one, and questions about single things. A thing is an order with its lines, a payment,
a refund, a sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from analyzers.asking.kinds import Stage
from analyzers.asking.questions import ROUGH_YEN, Question, number_of, summed
from analyzers.book.groups import BUNDLE
from analyzers.thresholds.spans import QUARTER

REVIEWED_TABLES = ("orders", "refunds", "ledger", "payments")
SCANNED_TABLES = ("orders", "payments")
SCAN_DECAY = QUARTER  # in which the weight of a thing falls to 1/e
COSTLY = 10_000  # rough yen; a cheaper thing with a separate question is not asked about twice
# A single order is asked for as an order, whatever its main question was about; likewise a single payment.
KIND_OF_ONE = {"receiver_place": "order", "place": "order", "payee": "payment"}


@dataclass(frozen=True)
class Things:
    """The things of a history, whatever the answers are. ``frame`` holds the units; ``rows`` one row for each thing, by
    time: the number ``question`` of its question in ``asked``, its ``table``, ``kind``, ``at``, ``day`` and ``unit``
    numbers, ``weight`` (rough yen), ``marked``, ``alone`` (its question is about nothing else) and ``bundle``."""

    frame: pl.DataFrame
    rows: pl.DataFrame
    asked: Sequence[Question]
    question_cache: dict[tuple[Any, ...], Question] = field(default_factory=dict)

    @cached_property
    def question(self) -> list[int]:
        """The number of the question of each thing."""
        return self.rows["question"].to_list()

    @cached_property
    def members(self) -> dict[int, list[int]]:
        """The things of each question."""
        result: dict[int, list[int]] = {}
        for thing, question in enumerate(self.question):
            result.setdefault(question, []).append(thing)
        return result

    @cached_property
    def units(self) -> list[list[int]]:
        """The units of each thing."""
        return self.rows["unit"].to_list()

    @cached_property
    def of_unit(self) -> dict[int, int]:
        """The thing of each unit."""
        return {unit: thing for thing, some in enumerate(self.units) for unit in some}

    @cached_property
    def former(self) -> dict[str, list[str]]:
        """The keys of the events of each former group (``analyzers.book.entries``)."""
        some = self.frame.filter(pl.col("former").is_not_null()).group_by("former").agg("key")
        return dict(some.iter_rows())

    @cached_property
    def alone(self) -> set[int]:
        """The things whose question is about nothing else."""
        return set(self.rows["alone"].arg_true())

    @cached_property
    def marked(self) -> set[int]:
        """The things that an alarm or a proof cites."""
        return set(self.rows["marked"].arg_true())

    @cached_property
    def at(self) -> list[datetime | None]:
        """The time of each thing."""
        return self.rows["at"].to_list()

    @cached_property
    def reviewed(self) -> tuple[list[datetime], list[int], list[float]]:
        """The times, numbers and weights of the things that can be in a window, by time."""
        some = self.rows.with_row_index("thing").filter(
            pl.col("table").is_in(REVIEWED_TABLES) & pl.col("at").is_not_null()
        )
        return some["at"].to_list(), some["thing"].to_list(), some["weight"].to_list()

    @cached_property
    def scanned(self) -> list[int]:
        """The things that can be in the scan list, the costly and late ones first.

        These are single orders and payments that cost something and are only covered by an answer about a place, a
        payee or the like; and costly things with a separate question, because one mistake there loses all of the money.
        Things that an alarm or a proof cites have a second look instead.
        """
        age = (pl.col("at").max() - pl.col("at")) / pl.lit(SCAN_DECAY)
        some = self.rows.with_row_index("thing").with_columns(value=pl.col("weight") * (-age).exp())
        once = pl.col("alone") & (pl.col("marked") | (pl.col("weight") < COSTLY))
        some = some.filter(pl.col("table").is_in(SCANNED_TABLES) & ~once & (pl.col("value") > 0))
        return some.sort("value", "thing", descending=True)["thing"].to_list()

    def about(self, groups: Sequence[tuple[Sequence[int], str | None]], stage: Stage) -> list[Question]:
        """A question about each group of things of one main question; the second part of a group is the id of an
        earlier question that it repeats. The id of the new question comes from the events and the stage."""
        keys = [(stage, before, *places) for places, before in groups]
        new = [group for group, key in zip(groups, keys, strict=True) if key not in self.question_cache]
        if new:
            self._make(new, stage)
        return [self.question_cache[key] for key in keys]

    def _make(self, groups: Sequence[tuple[Sequence[int], str | None]], stage: Stage) -> None:
        places = list(dict.fromkeys(place for some, _ in groups for place in some))
        names = ("key", "currency", "minor", "name", "what", "more")
        own = self.rows[places].select("kind", "question", "unit", "marked", "day")
        columns = self.frame.select(*names)[own["unit"].explode().to_list()].rows()
        rows, start = {}, 0
        for place, row in zip(places, own.iter_rows(), strict=True):
            rows[place] = (*row, columns[start : start + len(row[2])])
            start += len(row[2])
        for some, before in groups:
            self.question_cache[stage, before, *some] = self._question([rows[place] for place in some], stage, before)

    def _question(self, things: Sequence[tuple[Any, ...]], stage: Stage, before: str | None) -> Question:
        kinds, questions, units, marked, days, events = zip(*things, strict=True)
        kind = KIND_OF_ONE.get(kinds[0], kinds[0]) if len(things) == 1 else kinds[0]
        keys, currencies, minors, names, whats, mores = zip(*(row for some in events for row in some), strict=True)
        known = [day for day in days if day]
        return Question(
            id=number_of(kind, [stage, *sorted(keys)]),
            kind=kind,
            stage=stage,
            units=tuple(unit for some in units for unit in some),
            likely=stage != "review",
            marked=any(marked),
            first=min(known, default=None),
            last=max(known, default=None),
            money=summed(currencies, minors),
            what=names[0] or whats[0] or "",
            more=whats[0] if names[0] else mores[0],
            repeats=(self.asked[questions[0]].id, *([before] if before else [])),
        )


def things(frame: pl.DataFrame, asked: Sequence[Question]) -> Things:
    """The things of the units, which are in the main questions ``asked``."""
    members = pl.Series("unit", [question.units for question in asked], pl.List(pl.UInt32))
    of_unit = members.to_frame().with_row_index("question").explode("unit").sort("unit")
    rate = pl.col("currency").replace_strict(ROUGH_YEN, default=1.0, return_dtype=pl.Float64)
    rows = frame.select("unit", "table", "kind", "thing", "at", "day", "marked", weight=pl.col("minor") * rate)
    rows = rows.with_columns(of_unit["question"])
    lines = pl.col("table") == "orders"  # of which an order has several
    columns = ("question", "table", "kind", "at", "day", "marked", "weight", "unit")
    orders = (
        rows.filter(lines)
        .group_by("question", "thing", maintain_order=True)
        .agg(
            pl.col("table", "kind").first(),
            pl.col("at", "day").min(),
            pl.col("marked").any(),
            pl.col("weight").sum(),
            "unit",
        )
    )
    others = rows.filter(~lines).with_columns(pl.col("weight").fill_null(0), pl.concat_list("unit").alias("unit"))
    result = pl.concat([orders.select(columns), others.select(columns)])
    result = result.sort("at", "question", pl.col("unit").list.first(), nulls_last=True)
    return Things(
        frame,
        result.with_columns(alone=pl.len().over("question") == 1, bundle=pl.col("at").dt.truncate(BUNDLE)),
        asked,
    )
