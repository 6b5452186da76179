"""Layouts as formats, beside those that are modules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache, partial

from app.importers.contract import Format, Source
from app.importers.layouts.claims import Claims
from app.importers.layouts.layout import ZONES, Layout
from app.importers.layouts.read import read
from app.importers.layouts.stored import layouts, usable
from app.importers.shared.statements import statement
from app.reader.table import Head


@cache
def layout_formats() -> Mapping[str, Format]:
    """The format of every layout by its id."""
    return {name: _format(layout) for name, layout in layouts().items()}


def layout_sources(known: Iterable[str]) -> dict[str, Source]:
    """The sources that have no package of their own; in the time zone that all their layouts are of."""
    zones = defaultdict[str, set[str | None]](set)
    for name, layout in layouts().items():
        zones[name.partition(".")[0]].add(ZONES.get(layout.country))
    return {
        source: Source(source, zone=own.pop() if len(own) == 1 else None)
        for source, own in sorted(zones.items())
        if source not in set(known)
    }


@cache
def _claims() -> Claims:
    return Claims(layouts().values())


def layout_claims(head: Head) -> list[str]:
    """The layouts that claim a table."""
    return _claims().of(head)


def _format(layout: Layout) -> Format:
    return Format(
        id=layout.id,
        title=layout.title,
        get=tuple(layout.get) or statement.get,
        takes=layout.takes or statement.takes,
        cannot_show=layout.cannot_show or statement.cannot_show,
        unverified=layout.grade != "A",
        columns=None,
        recognises=lambda head: layout.id in layout_claims(head),
        read=partial(read, layout),
        secret=tuple(layout.mask),
        headless=bool(layout.cells),
        grade=layout.grade,
        checked=layout.checked,
        country={"gb": "UK"}.get(layout.country, layout.country.upper()),
        added=layout in usable(),
        wanted_for=layout.wanted_for,
    )
