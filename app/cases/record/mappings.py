"""The column maps of a case for tables that no importer recognises: kept in the vault, by header."""

import json
from collections.abc import Mapping

from app.cases.case import Case
from app.importers.mapping import ColumnMap, StoredMap, load_column_map
from app.storage.vault import CannotOpen

NAME = "mappings"
StoredMaps = Mapping[str, StoredMap]


def load(case: Case) -> dict[str, StoredMap]:
    """Plain maps (``ColumnMap.dump``) by header id."""
    try:
        stored: dict[str, StoredMap] = json.loads(case.service.vault.get(case.key, NAME))
    except CannotOpen:  # none was saved yet
        return {}
    return stored


def mapping_of(case: Case, header: str) -> ColumnMap | None:
    """The column map for tables with this header."""
    stored = load(case).get(header)
    return load_column_map(stored) if stored else None
