"""Saved mails and mailboxes: the notices of shops, cards and payment services among them."""

from app.i18n import N_
from app.importers.mail._events import Gathering
from app.importers.mail._events import convert as convert
from app.importers.mail._messages import of_message
from app.reader.documents.mail import header_fields
from app.reader.limits import Limits
from app.reader.table import Block, Head

title = N_("Mails: orders, refunds, payments, sign-ins")
get = (
    N_("In your mail program, look for the mails of the shop or card, those in the spam folder too."),
    N_(
        "Save each mail as a file (in Gmail: “Download message” in the menu of the mail), or export a whole folder as "
        "an MBOX file, and hand the files in as they are. Forwarding a mail loses what shows whether it is genuine."
    ),
)
takes = N_("You have single mails at once; an export of a whole mailbox can take hours.")
cannot_show = N_(
    "Mails can be forged, and they can be deleted: that there is no mail proves nothing. A notice of a card tells that "
    "a payment was asked for; what is booked may differ."
)
unverified = True
columns = ("source",)

_LIMITS = Limits()


def recognises(head: Head) -> bool:
    """Every message: those that tell of nothing are counted as such."""
    return head.kind == "eml"


def extract(_head: Head, block: Block) -> Gathering:
    """What the mails of known senders tell of, at the time of the mail or, for a payment, of its use."""
    gathering, seen = Gathering(), set[tuple[str, ...]]()
    for line, source in zip(block.lines, block.frame["source"], strict=True):
        data = source.encode("latin-1")
        candidates = list(of_message(data, line, _LIMITS))
        same = (_id(data), *(str(candidate.mail) for candidate in candidates))
        if candidates and same[0] and same in seen:
            gathering.note("same-mail", line)
            continue
        seen.add(same)
        taken = [gathering.take(candidate) for candidate in candidates]
        if not any(taken):
            gathering.note("not-an-event", line)
    return gathering


def _id(data: bytes) -> str:
    return next((value for name, value in header_fields(data) if name == "message-id"), "")
