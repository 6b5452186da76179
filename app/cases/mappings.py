"""What a person says of tables that no format fits. It is kept in the vault, by the header of the table."""

import json
from collections.abc import Mapping
from typing import Any

from app.cases.case import Case
from app.importers.mapping import ColumnMap, load_column_map
from app.storage.vault import CannotOpen

NAME = "mappings"
Said = Mapping[str, Any]


def load(case: Case) -> dict[str, Any]:
    """Plain maps (``ColumnMap.dump``) by header id."""
    try:
        said: dict[str, Any] = json.loads(case.service.vault.get(case.key, NAME))
    except CannotOpen:  # nothing was said yet
        return {}
    return said


def of(case: Case, header: str) -> ColumnMap | None:
    """What was said of tables with this header."""
    said = load(case).get(header)
    return load_column_map(said) if said else None
