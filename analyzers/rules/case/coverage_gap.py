"""Files, pages or periods that the history refers to and that were not handed in."""

from collections.abc import Iterator

from analyzers.events.marks import Gap, Mark, Sentence
from analyzers.events.values import MAX_CONTEXT
from analyzers.rules.declared import sentences
from analyzers.rules.reasons import sentence as sentence_of
from analyzers.rules.view import View

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each missing file, page or period, however many detectors lack it. Its first event is the
    trigger."""
    gaps: dict[str, list[Gap]] = {}
    for gap in history.gaps():
        if gap.missing:
            gaps.setdefault(gap.missing, []).append(gap)
    for same in gaps.values():
        events = list(dict.fromkeys(ref for gap in same for ref in gap.triggers))
        largest = max(same, key=lambda gap: len(gap.triggers))
        yield Mark(
            triggers=tuple(events[:1]),
            context=tuple(events[1 : MAX_CONTEXT + 1]),
            values={"reason": Sentence(sentence_of(largest.code), largest.values)},
            otherwise=say("otherwise"),
            gap=largest.code,
        )
