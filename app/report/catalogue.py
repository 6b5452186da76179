"""What formats, sources and shops declare about themselves, as the analysis takes it."""

from functools import cache

from analyzers.events.catalogue import Catalogue, StatementNames
from app.importers import Format, formats, sources
from checklists.sites import shops


@cache
def catalogue() -> Catalogue:
    """The facts about every format, source and shop."""
    every = formats().values()
    return Catalogue(
        with_orders=frozenset(one.id for one in sources().values() if one.has_orders),
        payments_are_orders=frozenset(one.id for one in sources().values() if one.payments_are_orders),
        without_shipping=frozenset(one.id for one in every if not one.totals_include_shipping),
        order_pages=frozenset(one.id for one in every if one.from_order_pages),
        whole_lists=frozenset(one.id for one in every if one.shows_archived),
        digital=frozenset(one.id for one in every if one.digital),
        gives_reasons=frozenset(one.id for one in every if one.gives_reasons),
        wanted=_wanted(list(every)),
        shops=tuple(
            StatementNames(one.family, names.begins, names.goods, names.others, names.site, names.short)
            for one in shops().values()
            if one.family and (names := one.statement)
        ),
    )


def _wanted(every: list[Format]) -> dict[str, tuple[str, ...]]:
    """What may be missing → the formats that say that they would help, in their order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in every:
        for need, place in one.wanted_for.items():
            found.setdefault(need, []).append((place, one.id))
    return {need: tuple(name for _, name in sorted(some)) for need, some in found.items()}
