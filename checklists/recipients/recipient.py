"""Recipients: for whom a page of the summary is made, what is in it, and what is left out unless the person adds it.

A recipient is ``recipients/<id>.yaml``. What it must not see is data, so that a test can look for it in every form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args

from checklists.model import Market, Source
from checklists.schema import ROOT, ContentError, Sentence, load, load_each

FOLDER = ROOT / "recipients"
# The parts of a summary, in the order of the whole one.
Part = Literal[
    "five_ws", "statement", "coverage", "not_examined", "account", "timeline", "findings", "exhibits", "contacts",
    "household", "notes", "steps_done", "steps_open", "deadlines", "recognised", "files",
]  # fmt: skip
PARTS: tuple[Part, ...] = get_args(Part)
# The kinds of data that can be left out.
Hidden = Literal[
    "card_digits", "sign_in_addresses", "delivery_addresses", "recipient_names", "other_shops", "cells", "file_names",
    "evidence_names", "contacts", "household", "notes", "person", "unanswered",
]  # fmt: skip
KINDS: tuple[Hidden, ...] = get_args(Hidden)
# What a field of a form can be filled with (``app.report.summary.fields``).
Content = Literal[
    "person", "case", "shops", "period", "symptoms", "denied", "charges", "unsure", "loss", "sign_ins", "requests",
    "done", "references", "exhibits", "coverage", "not_examined",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the recipient's form: what it ``holds``, in this order, and how many characters it takes (no
    ``limit``: none is known)."""

    title: Sentence
    holds: tuple[Content, ...]
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient.

    * ``icon``: its name in ``static/icons.svg``;
    * ``form``: ``pdf`` where it takes paper or files, ``text`` where it takes the text of a form alone;
    * ``parts``: the parts of its page in order; ``hides``: the kinds of data that are left out by default;
    * ``markets``: the countries in which it is; empty: in any;
    * ``language``: the one that it reads; ``by_shop``: that of the shop's country, and the page is about one shop;
    * ``letters``: those that are written to it: the rows that concern them are its business; empty: all rows are;
    * ``unverified``: nobody has checked at the recipient what it wants.
    """

    id: str
    title: Sentence
    what: Sentence
    icon: str
    form: Literal["pdf", "text"]
    parts: tuple[Part, ...]
    hides: tuple[Hidden, ...] = ()
    fields: tuple[Field, ...] = ()
    note: tuple[Sentence, ...] = ()
    markets: tuple[Market, ...] = ()
    language: str | None = None
    by_shop: bool = False
    letters: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    unverified: bool = False

    def __post_init__(self) -> None:
        if not self.parts or list(self.parts) != [part for part in PARTS if part in self.parts]:
            raise ContentError("parts: these in the order of PARTS, each once")
        if self.form == "text" and not self.fields:
            raise ContentError("fields: a form of text needs some")
        if not self.sources and not self.unverified:
            raise ContentError("sources: at least one, or unverified")


@cache
def recipients() -> Mapping[str, Recipient]:
    """Every recipient by its id, ``card_jp``."""
    files = sorted(FOLDER.glob("*.yaml"))
    loaded = load_each(files, lambda file: load(Recipient, file, id=file.stem))
    return MappingProxyType({recipient.id: recipient for recipient in loaded})
