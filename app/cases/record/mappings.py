"""The column maps of a case for tables that no importer recognises: kept in the vault, by header."""

import json
from collections.abc import Mapping

from app.cases.case import Case
from app.cases.change import as_json
from app.importers.mapping import ColumnMap, StoredMap, load_column_map
from app.storage.blob import Blob

StoredMaps = Mapping[str, StoredMap]  # plain maps (``ColumnMap.dump``) by header id
MAPPINGS: Blob[StoredMaps] = Blob("mappings", as_json, json.loads, dict)


def mapping_of(case: Case, header: str) -> ColumnMap | None:
    """The column map for tables with this header."""
    stored = MAPPINGS.load(case).get(header)
    return load_column_map(stored) if stored else None
