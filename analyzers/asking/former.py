"""Keeps answers to questions that an earlier version asked about smaller or other groups: each answer still holds for
the group that it was given about."""

from collections.abc import Iterable, Mapping

import polars as pl

from analyzers.asking.questions import Question, number_of
from analyzers.book.entries import Units
from analyzers.events.answers import AnswerOf, OwnerAnswer, later

Apart = frozenset[tuple[str, str]]  # kinds and former groups that are separate questions


def agreed(names: Iterable[str], answer_of: AnswerOf) -> OwnerAnswer | None:
    """The answer that all these questions share; null where one has no answer or a different one."""
    answers = [answer_of(name) for name in names]
    counting: OwnerAnswer | None = None
    for answer in answers:
        if answer is None or (counting is not None and answer.answer != counting.answer):
            return None
        counting = later(counting, answer)
    return counting


def apart(frame: pl.DataFrame, asked: Iterable[Question], answer_of: AnswerOf) -> Apart:
    """The former groups with answers that are now part of one question without an answer: not all of it was answered,
    or not alike."""
    mixed = [
        question
        for question in asked
        if question.former and not question.answer and any(map(answer_of, question.former))
    ]
    some = frame[[unit for question in mixed for unit in question.units], ["kind", "former"]].unique()
    return frozenset((kind, former) for kind, former in some.iter_rows() if answer_of(number_of(kind, [former])))


def set_apart(units: Units, groups: Apart) -> Units:
    """The units, with these former groups as separate questions again, as they were. The rest of their present question
    becomes a new question; its answer says nothing about the former groups."""
    if not groups:
        return units
    some = pl.DataFrame(list(groups), schema={"kind": pl.String, "former": pl.String}, orient="row")
    rows = units.frame.join(some.with_columns(own=True), on=["kind", "former"], how="left", maintain_order="left")
    rows = rows.with_columns(left=pl.col("own").any().over("kind", "group"))
    group = pl.when("own").then("former").when("left").then(pl.format("{}+", "group")).otherwise("group")
    return units._replace(frame=rows.with_columns(group=group).drop("own", "left"))


def second_looks(frame: pl.DataFrame, units: Iterable[int], former: Mapping[str, list[str]]) -> list[str]:
    """The ids of second looks at the former groups of these units, which belong to one question. ``former`` holds the
    keys of the events of each former group."""
    rows = frame[list(units), ["kind", "former"]].unique(maintain_order=True)
    return [number_of(kind, ["second_look", *sorted(former[name])]) for kind, name in rows.iter_rows() if name]
