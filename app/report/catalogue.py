"""What formats, sources and shops declare about themselves, as the analysis takes it."""

from collections.abc import Mapping
from functools import cache

from analyzers.events.catalogue import Catalogue, StatementNames
from analyzers.events.zones import zone_of
from app.i18n.languages import LANGUAGES
from app.importers.declared import FormatFacts, declared
from app.report.model import Report
from checklists.sites import shops


@cache
def catalogue() -> Catalogue:
    """The facts about every format, source and shop."""
    formats, sources = declared().formats, declared().sources
    return Catalogue(
        with_orders=frozenset(name for name, one in sources.items() if one.has_orders),
        payments_are_orders=frozenset(name for name, one in sources.items() if one.payments_are_orders),
        partial_totals=frozenset(name for name, one in formats.items() if not one.totals_are_whole),
        order_pages=frozenset(name for name, one in formats.items() if one.from_order_pages),
        whole_lists=frozenset(name for name, one in formats.items() if one.shows_archived),
        partial=frozenset(name for name, one in formats.items() if one.partial),
        digital=frozenset(name for name, one in formats.items() if one.digital),
        gives_reasons=frozenset(name for name, one in formats.items() if one.gives_reasons),
        without_amounts=frozenset(name for name, one in formats.items() if one.without_amounts),
        decides_amounts=frozenset(name for name, one in formats.items() if one.decides_amounts),
        wanted=_wanted(formats),
        shops=tuple(
            StatementNames(one.family, names.begins, names.goods, names.others)
            for one in shops().values()
            if one.family and (names := one.statement)
        ),
        zones={name: one.zone for one in shops().values() if one.zone for name in (one.id, *one.aliases)},
        source_zones={name: one.zone for name, one in sources.items() if one.zone},
    )


def clock(report: Report, shop: str | None) -> str | None:
    """The time zone of the events of a shop in a report; null where nothing says which."""
    return zone_of(shop, catalogue()) or report.zone


def persons_clock(report: Report | None, lang: str) -> str:
    """The time zone of what the person does here: that of their history, else of the readers of their language."""
    return (report.zone if report else None) or LANGUAGES[lang].zone


def _wanted(formats: Mapping[str, FormatFacts]) -> dict[str, tuple[str, ...]]:
    """What may be missing → the formats that say that they would help, in their order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name, one in formats.items():
        for need, place in one.wanted_for.items():
            found.setdefault(need, []).append((place, name))
    return {need: tuple(name for _, name in sorted(some)) for need, some in found.items()}
