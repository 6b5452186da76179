"""Which importer reads a table."""

from collections.abc import Callable, Sequence
from functools import partial

from app.importers.cell_kinds import is_record
from app.importers.contract import Events, claims, formats
from app.importers.generic import csv as generic
from app.importers.mapping import header_id, load_column_map
from app.importers.shared.pages.dated_lines import dated_lines, offers_no_table
from app.importers.shared.tables.different_values import DifferentValues
from app.importers.shared.tables.unclaimed import GENERIC
from app.reader.member import Member
from app.reader.table import Block, FileProblem, Head, Table
from app.sandbox.frames import Header

Read = Callable[[Head, Block], Events]


def claims_of(head: Head, job: Header) -> list[str]:
    """The formats that claim a table; the generic format if no other claims it and a person has mapped such tables."""
    claimed = claims(head)
    mapped = header_id(head.header) in job["mappings"] and all(formats()[name].fallback for name in claimed)
    return [GENERIC] if mapped else claimed


def lines_of(member: Member) -> Table | None:
    """A file as lines of text: of a page that is a saved mail, those that the mail itself would have."""
    mail = member.text(as_mail=True)
    return mail if mail and claims(mail.head, envelopes_only=True) else member.text()


def text_view(text: Table, free: Sequence[Head], job: Header) -> tuple[Table, list[str]]:
    """The lines of a text, or the records that were copied into it where no format claims the lines, with the formats
    that claim them. ``free`` are the tables of the file."""
    claimed = claims(text.head)
    copied = dated_lines(text) if not claimed and offers_no_table(free) else None
    return (copied, claims_of(copied.head, job)) if copied else (text, claimed)


def reader_of(head: Head, source: str, job: Header) -> Read:
    """What turns the blocks of a table into events."""
    if source != GENERIC:
        return formats()[source].read
    return partial(generic.read_mapped, column_map=load_column_map(job["mappings"][header_id(head.header)]))


def is_headless(head: Head, source: str, job: Header) -> bool:
    """Whether the first row of a table is data, although the reader takes it for the header."""
    if source == GENERIC:
        return load_column_map(job["mappings"][header_id(head.header)]).headless or is_record(head.header)
    return formats()[source].headless


def count_rows(table: Table, odd: list[FileProblem], values: DifferentValues | None = None) -> int:
    """The number of rows of a table that no format claims; its problems are added to ``odd``, and what its columns
    hold to ``values``."""
    rows = int(table.head.headless)
    for block in values.noted(table.blocks()) if values else table.blocks([]):
        rows += block.lines.len()
        odd += block.problems
    return rows
