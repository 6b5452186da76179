"""What the analysis asks of formats and sources, kept in ``declared.json`` so that asking loads none of their modules.

The file is made from the constants of the modules (``app.made``).
"""

from functools import cache
from pathlib import Path

import msgspec

FILE = Path(__file__).parent / "declared.json"


class FormatFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a format says about its events; see ``Format`` for each."""

    totals_are_whole: bool = True
    from_order_pages: bool = False
    shows_archived: bool = False
    partial: bool = False
    digital: bool = False
    gives_reasons: bool = False
    decides_amounts: bool = False
    without_amounts: bool = False
    former_kinds: dict[str, str] = {}
    wanted_for: dict[str, int] = {}


class SourceFacts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a source says about its files; see ``Source`` for each."""

    likely: int = 50
    payments_are_orders: bool = False
    has_orders: bool = False
    zone: str | None = None


class Declared(msgspec.Struct, frozen=True):
    """The facts by the id of the format, and of the source. Formats and sources that declare nothing are included."""

    formats: dict[str, FormatFacts]
    sources: dict[str, SourceFacts]


@cache
def declared() -> Declared:
    """The facts about every format and source."""
    return msgspec.json.decode(FILE.read_bytes(), type=Declared)
