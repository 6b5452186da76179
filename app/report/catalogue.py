"""The declarations of formats, sources and shops about themselves, as input of the analysis."""

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
        with_orders=frozenset(name for name, source in sources.items() if source.has_orders),
        payments_are_orders=frozenset(name for name, source in sources.items() if source.payments_are_orders),
        partial_totals=frozenset(name for name, format_ in formats.items() if not format_.totals_are_whole),
        order_pages=frozenset(name for name, format_ in formats.items() if format_.from_order_pages),
        whole_lists=frozenset(name for name, format_ in formats.items() if format_.shows_archived),
        partial=frozenset(name for name, format_ in formats.items() if format_.partial),
        digital=frozenset(name for name, format_ in formats.items() if format_.digital),
        gives_reasons=frozenset(name for name, format_ in formats.items() if format_.gives_reasons),
        without_amounts=frozenset(name for name, format_ in formats.items() if format_.without_amounts),
        decides_amounts=frozenset(name for name, format_ in formats.items() if format_.decides_amounts),
        wanted=_wanted(formats),
        shops=tuple(
            StatementNames(shop.family, names.begins, names.goods, names.others)
            for shop in shops().values()
            if shop.family and (names := shop.statement)
        ),
        zones={name: shop.zone for shop in shops().values() if shop.zone for name in (shop.id, *shop.aliases)},
        source_zones={name: source.zone for name, source in sources.items() if source.zone},
    )


def clock(report: Report, shop: str | None) -> str | None:
    """The time zone of the events of a shop in a report; null where it is not known."""
    return zone_of(shop, catalogue()) or report.zone


def persons_clock(report: Report | None, lang: str) -> str:
    """The time zone for the person's own actions here: that of their history, else that of most readers of their
    language."""
    return (report.zone if report else None) or LANGUAGES[lang].zone


def _wanted(formats: Mapping[str, FormatFacts]) -> dict[str, tuple[str, ...]]:
    """What may be missing → the formats that declare that they would help, in their order."""
    places: dict[str, list[tuple[int, str]]] = {}
    for name, facts in formats.items():
        for need, place in facts.wanted_for.items():
            places.setdefault(need, []).append((place, name))
    return {need: tuple(name for _, name in sorted(some)) for need, some in places.items()}
