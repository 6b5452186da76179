"""The notices of shops, cards and payment services, pasted as text."""

from collections.abc import Iterable, Sequence

from app.i18n import N_
from app.importers.mail._events import Gathering
from app.importers.mail._events import convert as convert
from app.importers.mail._layouts import layouts
from app.importers.mail._messages import Candidate, When, of_text
from app.importers.mail._notice import Layout, MailLine, lines_of
from app.reader.table import Block, Head

title = N_("Mails, pasted as text")
get = (
    N_("Open the mail of the shop or card, select everything in it with sender, date and subject, and copy it."),
    N_("Paste it here. A mail saved as a file is better, because it also shows whether it is genuine."),
)
takes = N_("The mail can be copied at once; you need not wait.")
cannot_show = N_("A text that was pasted does not show whether the mail is genuine, and often not when it was sent.")
unverified = True
envelope = True
columns = None


def recognises(head: Head) -> bool:
    """A text with the sender and subject of a mail whose text is known, or all the labels of a known mail."""
    if head.kind != "text":
        return False
    lines = _lines(enumerate((row[0] for row in head.sample if row), 1))
    return any(_known(candidate) for candidate in of_text(lines, "pasted")) or _alone(lines) is not None


def extract(_head: Head, block: Block) -> Gathering:
    """One event or more for each mail; without a head the text is one mail, whose time it may state."""
    lines = _lines(
        zip(block.lines, ("\t".join(cell or "" for cell in row) for row in block.frame.iter_rows()), strict=True)
    )
    gathering = Gathering()
    candidates = list(of_text(lines, "pasted"))
    for candidate in candidates:
        if not gathering.take(candidate):
            gathering.note("not-an-event", candidate.line)
    if not candidates and (alone := _alone(lines)):
        layout, text = alone
        candidate = Candidate(layout.senders[0], "", When(None, None), "pasted", [text], lines[0][0])
        gathering.alone(layout, candidate)
        candidates.append(candidate)
    gathering.records = [candidate.line for candidate in candidates]
    return gathering


def _lines(rows: Iterable[tuple[int, str]]) -> list[tuple[int, MailLine]]:
    return [(number, line) for number, text in rows for line in lines_of(text)]


def _known(candidate: Candidate) -> bool:
    """Whether it is a mail of some kind that is known, by subject and labels."""
    return Gathering().take(candidate)


def _alone(lines: Sequence[tuple[int, MailLine]]) -> tuple[Layout, tuple[MailLine, ...]] | None:
    """The only layout that fits the text, whatever its sender is, and its lines: those of the text, or the cells of
    each line, because a saved page has labels beside each other."""
    rows = tuple(line for _, line in lines)
    cells = tuple(cell for line in rows for cell in lines_of(line.raw.replace("\t", "\n")))
    for text in dict.fromkeys((rows, cells)):
        fitting = [layout for layout in layouts() if layout.fits_alone(text)]
        if fitting:
            return (fitting[0], text) if len(fitting) == 1 else None
    return None
