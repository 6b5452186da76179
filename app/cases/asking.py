"""Which questions of recognition come on which page, and how long they take.

What alarms and proofs cite comes first, with what happened around it and its second look: then the person has their
answer and the first step. The rest of the history follows on fewer, fuller pages.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from analyzers.asking.kinds import Stage
from analyzers.asking.questions import Question
from analyzers.asking.screens import AT_ONCE
from analyzers.asking.state import Recognition

Layout = Literal["one", "each", "mark"]
# One such thing is recognised best on a page of its own: this many of those that are asked first get one.
ALONE_KINDS = ("balance_use", "refund_unknown", "refund_to_balance", "order", "code", "gift_card", "payment", "device")
MAX_ALONE = 4
FEW_MARKED = 4  # rows to look through that are asked one by one instead of on a page of their own
ROW_SECONDS = {"one": 3, "each": 3, "mark": 1}
PAGE_SECONDS = 3
AT_A_SITTING = 7  # pages of the rest, about three minutes; then the person sees where they stand and may stop
FEW_LEFT = 3  # with at most this many pages left, the way goes on without a stop


class Page(NamedTuple):
    """Some questions of one stage. ``one``: a single question with all that is known; ``each``: every one is answered
    by itself; ``mark``: they are looked through, and the unknown ones marked. ``urgent``: an alarm or a proof leads to
    them."""

    layout: Layout
    stage: Stage
    questions: tuple[Question, ...]
    urgent: bool


def pages(found: Recognition) -> list[Page]:
    """What is still to be asked, in order."""
    waiting = [one for screen in found.screens for one in screen.questions]
    rest = has_begun_rest(found)
    alone = _alone(found)
    made: list[Page] = []
    for (place, stage), some in groupby(
        sorted(waiting, key=lambda one: _part(one, rest)), lambda one: _part(one, rest)
    ):
        urgent = not rest and place < len(_FIRST)
        whole = list(some)
        made += [Page("one", stage, (one,), urgent) for one in whole if one.id in alone]
        looked = [one for one in whole if not one.likely]
        few = len(looked) <= FEW_MARKED and stage == "main"
        each = [one for one in whole if one.id not in alone and (one.likely or few)]
        made += _filled("each", stage, each, urgent)
        made += [] if few else _filled("mark", stage, looked, urgent)
    return made


def has_begun_rest(found: Recognition) -> bool:
    """Whether the person has gone on to what no alarm or proof cites."""
    return any(one.answer and one.stage == "main" and not one.marked for one in found.questions)


def pauses(found: Recognition, left: Sequence[Page], answered: int) -> bool:
    """Whether the end page comes before the pages that are ``left``: when what alarms led to is answered, and later
    after every sitting. ``answered``: how many pages were answered so far."""
    if left[0].urgent:
        return False
    if has_urgent(found) and not has_begun_rest(found):
        return True
    return answered > 0 and answered % AT_A_SITTING == 0 and len(left) > FEW_LEFT


def has_urgent(found: Recognition) -> bool:
    """Whether an alarm or a proof leads to any question, answered or not."""
    return any(one.marked and one.stage == "main" for one in found.questions)


def seconds(some: Iterable[Page]) -> int:
    """About how long the pages take."""
    return sum(PAGE_SECONDS + ROW_SECONDS[one.layout] * len(one.questions) for one in some)


# Stages that come before all else until the rest was begun; of the main stage only what is marked.
_FIRST: tuple[Stage, ...] = ("main", "review", "second_look")
_LATER: dict[Stage, int] = {"review": 3, "main": 4, "scan": 6, "second_look": 7}
_MARKED_LOOK = 5  # of the second look, what an alarm or a proof cites


def _part(one: Question, rest: bool) -> tuple[int, Stage]:
    first = not rest and (one.marked if one.stage == "main" else one.stage in _FIRST)
    later = _MARKED_LOOK if one.stage == "second_look" and one.marked else _LATER[one.stage]
    return (_FIRST.index(one.stage) if first else later), one.stage


def _alone(found: Recognition) -> set[str]:
    """The questions with a page of their own: the first of those that alarms and proofs cite, answered ones counted, so
    that an answer changes no other page."""
    some = [one for one in found.questions if one.stage == "main" and one.marked and one.kind in ALONE_KINDS]
    return {one.id for one in sorted(some, key=lambda one: (-one.weight, one.id))[:MAX_ALONE]}


def _filled(layout: Literal["each", "mark"], stage: Stage, some: Sequence[Question], urgent: bool) -> list[Page]:
    """Pages of as many questions as fit, the last not much emptier than the others."""
    if not some:
        return []
    count = -(-len(some) // AT_ONCE[layout])
    size = -(-len(some) // count)
    return [Page(layout, stage, tuple(some[at : at + size]), urgent) for at in range(0, len(some), size)]
