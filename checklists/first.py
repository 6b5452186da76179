"""What the first view of a step shows, as its file says it. ``checklists.action`` fills it for one person."""

from dataclasses import dataclass

from checklists.facts import Condition
from checklists.schema import ContentError, Sentence

MOST_SAID = 2  # sentences that somebody reads aloud


@dataclass(frozen=True, slots=True)
class First:
    """What the first view of a step shows, before all of its lines: a thing to do, where, and what to say.

    * ``presumes``: what has to have happened for its text to be true: one of these conditions, in an incident that
      calls for the step; without any, it is true of all. The first view that is true is shown;
    * ``verb``: what to do, with the name of the account (``{service}``); where that is not known, the step's title;
    * ``open``: the pages of the service, of which the first that is known is opened;
    * ``call``: a desk of the service, or else of the step, is called where it has a number; ``desk``: this one;
    * ``where``: what to know where no page and no number is known;
    * ``needs``: the question whose answer says whose page or desk it is;
    * ``warn``: what to know before anything is opened or called;
    * ``say``: what to say there, at most two sentences to read aloud.
    """

    verb: Sentence
    presumes: tuple[Condition, ...] = ()
    open: tuple[str, ...] = ()
    call: bool = False
    desk: str | None = None
    where: Sentence | None = None
    warn: Sentence | None = None
    needs: str | None = None
    say: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        if len(self.say) > MOST_SAID:
            raise ContentError(f"say: at most {MOST_SAID} sentences are expected")
