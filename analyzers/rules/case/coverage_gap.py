"""Files, pages or periods that the history refers to and that were not handed in."""

from collections.abc import Iterator

from analyzers import N_
from analyzers.events.marks import Gap, Mark, Sentence
from analyzers.events.values import MAX_CONTEXT, note
from analyzers.rules.reasons import sentence as sentence_of
from analyzers.rules.view import View

title = N_("A part of your history is missing")
message = N_("A part of your history was not handed in, so some of it could not be judged. {reason}")
innocent = N_(
    "This is nobody's fault and not a sign of misuse: downloads often begin late, stop early or "
    "leave a file out. It only means that nothing can be said about that part."
)
OTHERWISE_SENTENCE = N_("With the missing part handed in there would be no such finding.")
severity = "low"
kind = "proof"
tags = ("account", "coverage")
needs = ("gaps",)
references = ("Timesketch, a result summary exists even if there is no finding",)


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each missing file, page or period, however many detectors lack it. Its first event is the
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
            otherwise=note(OTHERWISE_SENTENCE),
            gap=largest.code,
        )
