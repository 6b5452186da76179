"""The part of a form that says what each value of a column means: the direction of money, or the status of a row."""

from collections.abc import Mapping

from app.i18n.translate import gettext, translate
from app.importers import mapping
from app.importers.cell_kinds import column_names
from app.importers.mapping import OTHERS, ColumnMap, OfferedTable
from app.importers.shared.cells.directions import plain_value, usual_meanings
from app.importers.shared.tables.different_values import MAX_VALUES
from app.web.context import Context
from app.web.fragments.hand_in.mapping_labels import (
    EMPTY_LABEL,
    MEANING_LABELS,
    MISSING_SENTENCES,
    OTHERS_LABEL,
    VALUES_LABELS,
)
from app.web.fragments.untrusted import safe_text

SHORT = 60  # characters of a value that a label shows
Errors = dict[str, tuple[str, dict[str, str]]]


def meanings_of(form: Mapping[str, str], column_map: ColumnMap) -> dict[str, dict[str, str]]:
    """The meanings that a form gives to the values of the chosen columns; unknown answers are ignored."""
    meanings: dict[str, dict[str, str]] = {}
    for key in _keys(column_map):
        for number in range(2 * MAX_VALUES):
            value, meaning = form.get(f"value_{key}_{number}"), form.get(f"mean_{key}_{number}", "")
            if value is not None and meaning in mapping.MEANINGS[key]:
                meanings.setdefault(key, {})[value] = meaning
    return meanings


def values_of(key: str, table: OfferedTable, column_map: ColumnMap) -> list[str]:
    """The values whose meaning is asked for: all values of the column if they are few, and those that already have a
    meaning. A status column that also holds dates contributes only values without a digit."""
    place, known = column_map.columns[key], list(column_map.meanings.get(key, {}))
    there = list(table.values[place]) if place < len(table.values) else []
    if not there:
        rows = [row[place].strip() for row in table.rows if place < len(row)]
        there = list(dict.fromkeys(rows if key == "direction" else filter(_is_word, rows)))[:MAX_VALUES]
    named = {plain_value(value) for value in there}
    more = [value for value in known if value != OTHERS and plain_value(value) not in named]
    return [*there, *more, *([OTHERS] if key == "status" else [])]


def _is_word(value: str) -> bool:
    return not any(map(str.isdigit, value))


def _keys(column_map: ColumnMap) -> list[str]:
    return [key for key in mapping.MEANT.get(column_map.rows, ()) if key in column_map.columns]


def groups(table: OfferedTable, column_map: ColumnMap, lang: str) -> list[Context]:
    """For each such column its question, and the values with their proposed or chosen meaning."""
    fieldsets: list[Context] = []
    for key in _keys(column_map):
        values, answers = values_of(key, table, column_map), column_map.meanings.get(key)
        chosen = usual_meanings(key, values) if answers is None else _by_plain_value(answers)
        labels = [(meaning, translate(MEANING_LABELS[meaning], lang)) for meaning in mapping.MEANINGS[key]]
        rows = [
            {
                "id": f"mean_{key}_{number}",
                "name": f"value_{key}_{number}",
                "value": value,
                "label": _label(value, lang),
                "chosen": chosen.get(value if answers is None else plain_value(value), ""),
            }
            for number, value in enumerate(values)
        ]
        column = _column(table, column_map, key)
        legend = gettext(VALUES_LABELS[key], lang, column=column)
        fieldsets.append({"id": key, "legend": safe_text(legend), "choices": labels, "rows": rows})
    return fieldsets


def _by_plain_value(meanings: Mapping[str, str]) -> dict[str, str]:
    return {plain_value(value): meaning for value, meaning in meanings.items()}


def _label(value: str, lang: str) -> str:
    if value == OTHERS:
        return translate(OTHERS_LABEL, lang)
    return value[:SHORT] if value.strip() else translate(EMPTY_LABEL, lang)


def _column(table: OfferedTable, column_map: ColumnMap, key: str) -> str:
    return column_names(table.header)[column_map.columns[key]].strip()[:SHORT] or f"#{column_map.columns[key] + 1}"


def missing_meanings(table: OfferedTable, column_map: ColumnMap, lang: str) -> Errors:
    """The meanings that are still missing, by field; at first a request to check the proposals."""
    errors: Errors = {}
    for key in _keys(column_map):
        values, answers = values_of(key, table, column_map), _by_plain_value(column_map.meanings.get(key, {}))
        column = {"column": _column(table, column_map, key)}
        if key == "direction" and _is_many(table, column_map):
            errors["col_direction"] = MISSING_SENTENCES["several"], column
        elif not answers:
            errors[f"mean_{key}_0"] = MISSING_SENTENCES["meanings"], column
        elif OTHERS not in answers:
            errors |= {
                f"mean_{key}_{number}": (MISSING_SENTENCES["meaning"], {"value": _label(value, lang)})
                for number, value in enumerate(values)
                if value != OTHERS and plain_value(value) not in answers
            }
    return errors


def _is_many(table: OfferedTable, column_map: ColumnMap) -> bool:
    """Whether a column of direction has too many values to be one."""
    place = column_map.columns["direction"]
    return bool(table.values) and place < len(table.values) and not table.values[place]
