"""What was read from one picture of a screen: its rows, where each field stands, and what is doubtful.

A row is never an event by itself: it counts when a chain of balances proves it or when a person confirmed it.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from app.i18n import N_

Kind = Literal[
    "payments", "orders", "points", "balance", "gift_card", "statement", "sign_ins", "devices", "unknown"
]  # what the list on the screen is
Direction = Literal["in", "out", ""]  # to the person, from the person, not known
Status = Literal["completed", "pending", "cancelled", ""]
FIELDS = ("date", "time", "text", "amount", "currency", "direction", "balance", "status")
COLUMNS = (*FIELDS, "certain")  # of a row, in the order in which `mioboe tables` writes them

# Why a row is doubtful, as a sentence for the person; the code is the key.
DOUBT_SENTENCES = {
    "unknown-layout": N_("The app of this screen is not known here, so every row has to be confirmed."),
    "no-date": N_("No day was found for this row."),
    "no-year": N_("The day has no year, and the day of the picture is not known."),
    "no-amount": N_("No amount was found for this row."),
    "no-currency": N_("No currency was found for this amount."),
    "no-direction": N_("It is not known whether this amount went out or came in."),
    "no-text": N_("No name was found for this row."),
    "second-amount": N_("There is a second amount beside this row, and it is not clear which of them counts."),
    "edge": N_("The row is cut off at the edge of the picture."),
    "unclear-letters": N_("Some letters or digits of this row were hard to read."),
    "other-reading": N_("A second reading of this row gave something else."),
    "broken-chain": N_("The balances before and after this row do not fit its amount."),
    "unlike-others": N_("This row is not built like the others of the picture."),
    "unclear-name": N_("It is not clear which of the words beside this amount are the name of what was bought."),
    "unclear-date": N_("It is not clear which day this row has: it shows several, or one that may be misread."),
    "odd-date": N_("The day does not fit the order of the other rows, or is after the day of the picture."),
    "status": N_("It is not clear whether this was paid, cancelled or is still open."),
}
# What is asked once for a picture, before its rows.
QUESTION_SENTENCES = {
    "direction": N_("Is an amount with a minus sign a payment, or is it a refund?"),
    "plain": N_("Amounts without a sign: did the money go out, or come in?"),
    "day": N_("On which day was this picture taken?"),
    "currency": N_("In which currency are the amounts that show none?"),
}
# What there is to know about a whole picture.
NOTE_SENTENCES = {
    "photograph": N_("This looks like a photograph of a screen. A screenshot can be read with far fewer mistakes."),
    "unread-amounts": N_("There are amounts in this picture that belong to none of the rows below."),
    "no-names": N_("No names of what was bought were found in this picture. Add them where you know them."),
    "no-rows": N_("No rows with a day and an amount were found in this picture."),
    "cut-short": N_("The picture is so tall that its lower end was not read. Take several pictures instead."),
}


class Box(Struct, frozen=True, array_like=True):
    """A part of the upright picture, in its pixels; ``right`` and ``bottom`` are not part of it."""

    left: int
    top: int
    right: int
    bottom: int


class PictureRow(Struct, frozen=True):
    """One row as text: ``date`` as ISO (``2026-10-03``), ``time`` as ``HH:MM`` or ``HH:MM:SS``, ``amount`` and
    ``balance`` as decimal digits without a sign (``1234``, ``12.50``; a negative balance has a minus sign),
    ``currency`` as ISO 4217 or ``POINT``. What was not found is empty.

    ``id`` is made of the picture's hash and the number of the row. ``box`` is the cut of the picture that shows the
    whole row, ``boxes`` those of single fields, ``printed`` what stands there. ``proven``: a chain of balances fits it
    and both its neighbours. ``certain``: nothing is doubtful. ``same_as``: the id of the same row in a picture that
    overlaps with this one; such a row counts once. ``heading`` is the section that it stands under.
    """

    id: str
    number: int  # from 1, downwards
    box: Box
    date: str = ""
    time: str = ""
    text: str = ""
    amount: str = ""
    currency: str = ""
    direction: Direction = ""
    balance: str = ""
    status: Status = ""
    certain: bool = False
    proven: bool = False
    doubts: Sequence[str] = ()  # keys of ``DOUBT_SENTENCES``
    boxes: Mapping[str, Box] = field(default_factory=dict)  # by names of ``FIELDS``
    printed: Mapping[str, str] = field(default_factory=dict)  # by names of ``FIELDS``
    heading: str = ""
    reference: str = ""  # the number of an order, where one is printed
    same_as: str = ""


class PicturePage(Struct, frozen=True):
    """What one picture says. ``width`` and ``height`` are those of the upright picture, to which all boxes refer.

    ``layout`` is the id of the recogniser (``paypay.history``), empty where no layout is known; ``title`` its name as a
    message key. ``taken`` is the day of the picture as ISO, ``currency`` the only one that any of its amounts shows;
    each is empty where it is not known. ``questions`` (keys of ``QUESTION_SENTENCES``) are asked once, ``notes`` (keys
    of ``NOTE_SENTENCES``) are shown once.
    """

    sha256: str
    width: int
    height: int
    rows: Sequence[PictureRow] = ()
    kind: Kind = "unknown"
    layout: str = ""
    title: str = ""
    service: str = ""  # the shop or service, as events name it (`paypay.ne.jp`); empty where it is not known
    taken: str = ""
    currency: str = ""
    questions: Sequence[str] = ()
    notes: Sequence[str] = ()
    lines: int = 0  # of text that were read
    seconds: float = 0.0  # of processor time
