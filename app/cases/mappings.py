"""The column maps of a case for tables that no importer recognises: kept in the vault, by header."""

import json
from collections.abc import Mapping
from typing import Any

from app.cases.case import Case
from app.importers.mapping import ColumnMap, load_column_map
from app.storage.vault import CannotOpen

NAME = "mappings"
StoredMaps = Mapping[str, Any]


def load(case: Case) -> dict[str, Any]:
    """Plain maps (``ColumnMap.dump``) by header id."""
    try:
        stored: dict[str, Any] = json.loads(case.service.vault.get(case.key, NAME))
    except CannotOpen:  # none was saved yet
        return {}
    return stored


def mapping_of(case: Case, header: str) -> ColumnMap | None:
    """The column map for tables with this header."""
    stored = load(case).get(header)
    return load_column_map(stored) if stored else None
