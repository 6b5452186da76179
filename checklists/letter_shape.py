"""What letters can be filled with: the facts by their names, and the shape of each."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

# A fact, several under their names, or a list of either.
Facts: TypeAlias = "str | Mapping[str, Facts] | Sequence[Facts] | None"
TEXT = ""  # a text, a number or a day
MOMENT = {"at": TEXT, "who": TEXT, "what": TEXT}
ROW = {
    "number": TEXT, "at": TEXT, "order": TEXT, "what": TEXT, "amount": TEXT, "payment": TEXT, "merchant": TEXT,
    "sign_in": TEXT,  # ``yes``: it is one; in the letter to the family alone
}  # fmt: skip
# What a letter can be filled with. A list holds any number of entries of the one shape shown; everything may be left
# out. Days, times and amounts come as text in the letter's language, times with their zone.
SHAPE: Mapping[str, Facts] = {
    "date": TEXT, "case": TEXT, "name": TEXT, "address": TEXT, "phone": TEXT, "mail": TEXT, "birth": TEXT, "job": TEXT,
    "age": TEXT, "gender": TEXT,
    # Who writes: ``by`` is ``self`` or ``other``; of somebody else the name and how they are related to the person.
    "writer": {"by": TEXT, "name": TEXT, "relation": TEXT},
    "recipient": TEXT, "shop": TEXT, "account": TEXT,
    "card": {"issuer": TEXT, "name": TEXT, "last4": TEXT, "statement": TEXT},
    "rows": [ROW],  # what the person does not recognise
    "unpaid": [ROW],  # their own refunds whose money did not come to them
    "charges": [ROW],  # those of them that cost money
    "unsure": [ROW],  # what the person is not sure of
    "course": [{"at": TEXT, "what": TEXT}],  # what happened by the answers, see ``checklists.letters.course``
    "logins": [{"number": TEXT, "at": TEXT, "ip": TEXT, "place": TEXT, "device": TEXT}],
    "typed": {"password": TEXT, "card": TEXT, "code": TEXT, "card_code": TEXT},  # yes or no, in the letter's language
    "caller": TEXT, "points": TEXT, "noticed": TEXT, "stopped": TEXT,
    "contact": TEXT,  # by what the other side was reached: names, IDs, numbers
    "site": TEXT,  # of a shop or a page that is not what it seems
    "sent": {"to": TEXT, "on": TEXT, "amount": TEXT, "how": TEXT, "why": TEXT},  # money that the person sent
    "codes": {"kind": TEXT, "serials": TEXT},  # of gift cards whose codes were told
    "done": TEXT,  # in a securities account
    "earlier": TEXT,  # case numbers, names and dates so far, as the person wrote them
    "locked": TEXT,  # ``yes``: the person cannot sign in
    "police": {"name": TEXT, "number": TEXT, "at": TEXT},
    "did": [{"at": TEXT, "what": TEXT}],
    "asks": [TEXT], "answer_by": TEXT,
    "references": [{"who": TEXT, "number": TEXT, "at": TEXT}],
    "enclosures": [{"number": TEXT, "name": TEXT}],
    "household": [{"who": TEXT, "at": TEXT, "answer": TEXT}],
    # What was said at home: its state (``State`` of ``analyzers/events/answers.py``), and a sentence, which is unknown
    # where nobody was asked.
    "home": {"state": TEXT, "says": TEXT},
    "contradictions": [{"first": MOMENT, "second": MOMENT}],
    "parcel": {
        "count": TEXT, "sender": TEXT, "carrier": TEXT, "tracking": TEXT, "arrived": TEXT, "amount": TEXT,
        "paid_on": TEXT, "paid_by": TEXT, "paid_how": TEXT, "opened": TEXT, "contents": TEXT,
        "state": TEXT,  # ``refused``, ``closed`` or ``open``
    },
    "loss": TEXT, "came_back": TEXT, "still_open": TEXT,  # the latter two only where something came back
    "suspicion": TEXT, "known": TEXT,  # ``yes``: somebody close may be behind it
    "repeated": {"count": TEXT, "since": TEXT},
    "coverage": {"from": TEXT, "to": TEXT},
    "store": {"name": TEXT, "goods": TEXT, "ships": TEXT},
}  # fmt: skip
