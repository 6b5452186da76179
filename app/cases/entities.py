"""What the history of a case names again and again: places and recipients, payees, ways of paying, networks, devices.

Nothing is typed: all of it comes from the stored units. Its answer is that of the question about it, so that one answer
counts everywhere. The notes keep until when a place was the owner's (``until``: {id of its question: last day}).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analyzers.asking.moved import PLACE_KINDS, place_of
from analyzers.asking.questions import Question, scaled, summed
from analyzers.asking.state import Recognition
from analyzers.book.sign_in_places import place_of as signed_in_from
from analyzers.book.sign_in_places import words
from analyzers.events.marks import Money, Value
from analyzers.events.statuses import counts
from app.cases import notes, verdicts
from app.cases.case import Case
from app.errors import NotFound, Unreadable

KINDS = {"payees": "payee", "cards": "card", "networks": "sign_in", "devices": "device"}
SECTIONS = ("places", *KINDS)


@dataclass(frozen=True, slots=True)
class Entity:
    """One of them. ``questions`` are answered with it, and ``former`` are those of an earlier version; ``abroad``: it
    stands first; ``count`` is the number of its orders, payments or sign-ins, ``singly`` how many of them are asked
    about one by one whatever is answered here; ``until``: a place was the owner's until this day, null for no end;
    ``movable``: an end can be given; ``uncounted``: how many of its payments are pending, declined or reversed, and so
    in no sum."""

    id: str
    section: str
    what: Value
    first: date | None
    last: date | None
    count: int
    money: Sequence[Money]
    answer: str | None
    questions: Sequence[str]
    former: Sequence[str] = ()
    abroad: bool = False
    singly: int = 0
    uncounted: int = 0
    movable: bool = False
    until: str | None = None


def entities(case: Case, found: Recognition) -> list[Entity]:
    """All of them, by section; sign-ins from abroad, those with the most money, then the most events, come first."""
    until = notes.load(case).get("until", {})
    main = [one for one in found.questions if one.stage == "main"]
    every = [*_places(found, main, until), *_named(found, main)]
    return sorted(
        every, key=lambda one: (SECTIONS.index(one.section), not one.abroad, -_weight(one), -one.count, one.id)
    )


def entity(case: Case, found: Recognition, name: str) -> Entity:
    """The entity with this id. ``NotFound`` where there is none."""
    known = next((one for one in entities(case, found) if one.id == name), None)
    if known is None:
        raise NotFound
    return known


def answer(case: Case, one: Entity, given: str) -> None:
    """Answers the questions about an entity; an empty answer takes theirs back."""
    if given:
        for start in range(0, len(one.questions), verdicts.MAX_AT_ONCE):
            part = one.questions[start : start + verdicts.MAX_AT_ONCE]
            verdicts.answer(case, dict.fromkeys(part, given))
    else:
        verdicts.take_back(case, *one.questions, *one.former)


def keep_until(case: Case, one: Entity, day: str) -> None:
    """Saves until when a place was the owner's; an empty text for no end. ``Unreadable`` for what is no day."""
    if not one.movable or (day and not notes.is_day(day)):
        raise Unreadable
    with notes.change(case) as (_, content):
        kept = content.setdefault("until", {})
        kept.pop(one.id, None)
        kept |= {one.id: day} if day else {}


def _places(found: Recognition, main: Sequence[Question], until: dict[str, str]) -> Iterator[Entity]:
    """The places that orders went to, with their recipients. Where every order to one is asked about for itself, its
    answer is that of all of them."""
    asked = {unit: one for one in main if one.kind in (*PLACE_KINDS, "order") for unit in one.units}
    orders = found.frame.filter(
        pl.col("address").is_not_null() & pl.col("kind").is_in([*PLACE_KINDS, "order"])
    ).with_columns(place=place_of())
    newest = pl.col("address").sort_by("at").last()
    for row in (
        orders.group_by("place", maintain_order=True)
        .agg("unit", "thing", "minor", "currency", newest, first=pl.col("day").min(), last=pl.col("day").max())
        .iter_rows(named=True)
    ):
        questions = {asked[unit].id: asked[unit] for unit in row["unit"]}
        whole = next((one for one in questions.values() if one.kind in PLACE_KINDS), None)
        own = [whole] if whole else list(questions.values())
        answers = {one.answer for one in own}
        singly = {thing for unit, thing in zip(row["unit"], row["thing"], strict=True) if asked[unit].kind == "order"}
        yield Entity(
            id=own[0].id,
            section="places",
            what=row["address"],
            first=row["first"],
            last=row["last"],
            count=len(set(row["thing"])),
            money=summed(row["currency"], row["minor"]),
            answer=answers.pop() if len(answers) == 1 else None,
            questions=[one.id for one in own],
            singly=len(singly) if whole else 0,
            movable=whole is not None,
            until=until.get(own[0].id),
        )


def _named(found: Recognition, main: Sequence[Question]) -> Iterator[Entity]:
    sections = {kind: section for section, kind in KINDS.items()}
    things = found.frame["thing"]
    uncounted = found.frame.select((pl.col("table") == "payments") & ~counts()).to_series()
    for one in main:
        if one.kind in sections and one.what:
            units = list(one.units)
            yield Entity(
                id=one.id,
                section=sections[one.kind],
                what=words(one.what) if one.kind == "sign_in" else one.what,
                first=one.first,
                last=one.last,
                count=things.gather(units).n_unique(),
                money=one.money,
                answer=one.answer,
                questions=[one.id],
                former=one.former,
                abroad=one.kind == "sign_in" and bool(signed_in_from(one.what).abroad),
                uncounted=int(uncounted.gather(units).sum()),
            )


def _weight(one: Entity) -> int:
    return sum(scaled(money.minor, money.currency) for money in one.money)
