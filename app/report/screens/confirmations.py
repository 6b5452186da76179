"""What a person has said about pictures of screens: which of their rows count.

A picture proves nothing. A row counts where a chain of balances proves it, or where the person has confirmed it; all
others wait, and are in no sum and in no finding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from msgspec import Struct, field, structs

from app.importers.screens.answered import with_currency, with_day, with_minus, with_plain
from app.importers.screens.rows import Direction, Kind, PicturePage, PictureRow
from app.report.intake import Read, ReadFile
from app.report.screens.counting import CountedRows, with_pictures


class Confirmation(Struct, frozen=True):
    """What the person has said about one picture.

    ``day`` is the day of the picture (ISO), ``minus`` the direction of an amount with a minus sign, ``plain`` that of
    one of which nothing says it, ``currency`` that of amounts that show none, ``kind`` and ``service`` what the list is
    where its app is not known; each is empty where it was not asked. ``rows`` are the rows that the person has
    confirmed, corrected or added, by id, as they count; ``left_out`` the ids of rows that do not count.
    """

    day: str = ""
    minus: Direction = ""
    plain: Direction = ""
    currency: str = ""
    kind: Kind = "unknown"
    service: str = ""
    rows: Mapping[str, PictureRow] = field(default_factory=dict)
    left_out: Sequence[str] = ()


Confirmations = Mapping[str, Confirmation]  # by the SHA-256 of the picture
NOTHING = Confirmation()


class Screenshot(NamedTuple):
    """A picture with the answers about it. ``confirmed`` and ``proven`` rows count; ``waiting`` rows do not yet,
    ``left_out`` rows never. Rows that another picture shows too are in none of these."""

    upload: int
    path: str
    page: PicturePage
    confirmation: Confirmation
    confirmed: list[PictureRow]
    proven: list[PictureRow]
    waiting: list[PictureRow]
    left_out: list[PictureRow]

    @property
    def counted(self) -> list[PictureRow]:
        """The rows that count, from the top of the picture to its end; those that were added come last."""
        return sorted((*self.confirmed, *self.proven), key=lambda row: row.number)


def with_confirmed(reads: Sequence[Read], confirmations: Confirmations) -> list[Read]:
    """The reads with the events of all rows of pictures that count."""

    def chosen(file: ReadFile, page: PicturePage) -> CountedRows:
        screenshot = _screenshot(file, page, confirmations)
        return CountedRows(screenshot.counted, len(screenshot.waiting))

    answered = [replace(read, files=[_answered(file, confirmations) for file in read.files]) for read in reads]
    return with_pictures(answered, chosen)


def screenshots(reads: Sequence[Read], confirmations: Confirmations) -> list[Screenshot]:
    """The pictures in which rows were read, with the state of each row."""
    return [
        _screenshot(file, file.picture, confirmations)
        for read in with_confirmed(reads, confirmations)
        for file in read.files
        if file.picture is not None
    ]


def _answered(file: ReadFile, confirmations: Confirmations) -> ReadFile:
    """The file with what the person has said about all rows of its picture."""
    page = file.picture
    if page is None:
        return file
    confirmation = confirmations.get(page.sha256, NOTHING)
    if confirmation.kind != "unknown":
        page = structs.replace(page, kind=confirmation.kind)
    if confirmation.service:
        page = structs.replace(page, service=confirmation.service)
    if confirmation.day:
        page = with_day(page, date.fromisoformat(confirmation.day))
    if minus := confirmation.minus or _minus(page):
        page = with_minus(page, minus)
    if confirmation.currency:
        page = with_currency(page, confirmation.currency)
    if confirmation.plain:
        page = with_plain(page, confirmation.plain)
    return structs.replace(file, picture=page)


def _minus(page: PicturePage) -> Direction:
    """What a minus sign means by the rows that balances prove; empty where these do not say."""
    proven = {row.direction for row in page.rows if row.proven and "-" in row.printed.get("amount", "")}
    return proven.pop() if len(proven) == 1 else ""


def _screenshot(file: ReadFile, page: PicturePage, confirmations: Confirmations) -> Screenshot:
    confirmation = confirmations.get(page.sha256, NOTHING)
    own = [row for row in page.rows if not row.same_as]
    twins = {row.id for row in page.rows if row.same_as}
    undecided = [row for row in own if row.id not in {*confirmation.rows, *confirmation.left_out}]
    return Screenshot(
        file.upload,
        file.path,
        page,
        confirmation,
        [row for name, row in confirmation.rows.items() if name not in twins],
        [row for row in undecided if row.proven],
        [row for row in undecided if not row.proven],
        [row for row in own if row.id in confirmation.left_out],
    )
