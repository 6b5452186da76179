"""What the first view of a step shows, as its file says it. ``checklists.action`` fills it for one person."""

from dataclasses import dataclass

from checklists.schema import ContentError, Sentence

MOST_SAID = 2  # sentences that somebody reads aloud


@dataclass(frozen=True, slots=True)
class First:
    """What the first view of a step shows, before all of its lines: a thing to do, where, and what to say.

    * ``of``: the symptoms and answers (``message.typed=card``) for which it is; without any, for all that no other
      names before it;
    * ``verb``: what to do, with the name of the account (``{service}``); where that is not known, the step's title;
    * ``open``: the pages of the service, of which the first that is known is opened;
    * ``call``: a desk of the service, or else of the step, is called where it has a number; ``desk``: this one;
    * ``where``: what to know where no page and no number is known;
    * ``needs``: the question whose answer says whose page or desk it is;
    * ``say``: what to say there, at most two sentences to read aloud.
    """

    verb: Sentence
    of: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    call: bool = False
    desk: str | None = None
    where: Sentence | None = None
    needs: str | None = None
    say: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        if len(self.say) > MOST_SAID:
            raise ContentError(f"say: at most {MOST_SAID} sentences are expected")
