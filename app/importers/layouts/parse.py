"""Layout files: YAML to ``Layout``, with a sentence that names file and line where one is wrong."""

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from analyzers.events.plain_yaml import NotPlainError, compose, plain
from app.i18n import N_
from app.importers.layouts import patterns
from app.importers.layouts.layout import KEYS, Layout, names_of
from app.importers.layouts.shapes import FURTHER, KINDS, MAY_BE_EMPTY
from app.importers.mapping import CURRENCIES

LAYOUT_SENTENCES = {
    "folder": N_("There is no folder {file} with layouts of statements."),
    "text": N_("{file} cannot be read as text in UTF-8."),
    "yaml": N_("{file}, line {line}: this is not valid YAML."),
    "repeated": N_(
        "{file}, line {line}: a part with a name (&) cannot be repeated by it (*). Write the part out here."
    ),
    "long": N_("{file}, line {line}: the file is too long."),
    "shape": N_("{file}, line {line}: {what}"),
    "id": N_("{file}, line {line}: “id” must be two words with a point between them, such as bank.account."),
    "taken": N_("{file}, line {line}: another layout has the id {what}."),
    "key": N_("{file}, line {line}: “{what}” is nothing that a column can hold. There are {choices}."),
    "column": N_("{file}, line {line}: “columns” must name “date”, and either “amount” or both “out” and “in”."),
    "header": N_("{file}, line {line}: there must be either “headers” or “cells”."),
    "cell": N_("{file}, line {line}: “{what}” is no kind of cell. There are {choices}, and patterns behind ~."),
    "currency": N_("{file}, line {line}: “{what}” is no currency that is known."),
    "sign": N_("{file}, line {line}: “sign” must say what an amount without a minus sign is, out or in."),
    "proof": N_("{file}, line {line}: a layout of grade C needs a column with the balance."),
    "meaning": N_("{file}, line {line}: “{what}” needs both a column and what its values mean."),
    "pattern": N_("{file}, line {line}: “{what}” in “{key}” is not a pattern that can be searched for."),
    "part": N_("{file}, line {line}: the pattern “{what}” in “{key}” needs parentheses around the part that is read."),
    "anchor": N_(
        "{file}, line {line}: “anchor” needs one column by its number, such as “#6”, and “merchant” must be such a "
        "number, too."
    ),
}
_KEYS = frozenset(KEYS)
_NUMBERED = re.compile(r"#[1-9]\d{0,3}")  # a column of a file without a header


class LayoutError(ValueError):
    """A layout file cannot be used. ``message`` is a message key that ``values`` fill; ``code`` is its name."""

    def __init__(self, code: str, file: Path, line: int = 1, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = LAYOUT_SENTENCES[code]
        self.values: dict[str, str | int] = {"file": str(file), "line": line, **values}

    def __str__(self) -> str:
        return self.message.format(**self.values)


def parse_folder(folder: Path, taken: Collection[str] = ()) -> tuple[Layout, ...]:
    """The layouts of the files in a folder and in the folders in it, whose names are the countries. Raises
    ``LayoutError`` for the first that is wrong; ``taken`` are ids that they cannot have."""
    if not folder.is_dir():
        raise LayoutError("folder", folder)
    ids, layouts = set(taken), []
    for file in sorted(folder.rglob("*.yaml")):
        layout = parse_layout(_text(file), file)
        if layout.id in ids:
            raise LayoutError("taken", file, what=layout.id)
        ids.add(layout.id)
        layouts.append(layout)
    return tuple(layouts)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise LayoutError("text", file) from None


def parse_layout(text: str, file: Path) -> Layout:
    """The layout in the text of a file, of the country that its folder is named after."""
    try:
        node = compose(text)
        layout = msgspec.convert(plain(node), Layout, strict=False)
    except NotPlainError as error:
        raise LayoutError(error.what, file, error.line) from None
    except msgspec.ValidationError as error:
        names = [name.removeprefix("$.") for name in re.findall(r"`(\$\.[^`\[.]+|\w+)", str(error))]
        lines = _lines(node)
        line = next((lines[name] for name in reversed(names) if name in lines), 1)
        raise LayoutError("shape", file, line, what=str(error)) from None
    for code, key, values in _faults(layout):
        raise LayoutError(code, file, _lines(node).get(key, 1), **values)
    return msgspec.structs.replace(layout, country=layout.country or file.parent.name)


def _lines(node: Any) -> dict[str, int]:
    """The lines of the keys of a file."""
    pairs = node.value if node is not None and node.id == "mapping" else []
    return {str(key.value): key.start_mark.line + 1 for key, _ in pairs}


def _faults(layout: Layout) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What is wrong with a layout: a code of ``LAYOUT_SENTENCES``, the key of the file, and what fills the sentence."""
    if layout.id.count(".") != 1 or not layout.id.replace(".", "").replace("_", "").isalnum():
        yield "id", "id", {}
    if bool(layout.headers) == bool(layout.cells):
        yield "header", "headers", {}
    for key in layout.columns.keys() - _KEYS:
        yield "key", "columns", {"what": key, "choices": ", ".join(KEYS)}
    keys = layout.columns.keys()
    if "date" not in keys or ("amount" in keys) == ({"out", "in"} <= keys):
        yield "column", "columns", {}
    if "amount" in keys and not layout.sign and not layout.direction:
        yield "sign", "columns", {}
    if layout.currency and layout.currency not in CURRENCIES:
        yield "currency", "currency", {"what": layout.currency}
    if layout.proven and not {"balance", "before"} & keys:
        yield "proof", "grade", {}
    for key, words in (("direction", layout.direction), ("status", layout.status)):
        if (key in keys) != bool(words):
            yield "meaning", key if words else "columns", {"what": key}
    for kind in layout.cells:
        if kind != FURTHER and not kind.startswith("~") and kind.removesuffix(MAY_BE_EMPTY) not in KINDS:
            yield "cell", "cells", {"what": kind, "choices": ", ".join(KINDS)}
    if unusable := patterns.fault(layout):
        code, key, pattern = unusable
        yield code, key, {"what": pattern, "key": key}
    numbers = (*layout.anchor, *names_of(layout, "merchant")[:1])
    if layout.anchor and (len(layout.anchor) > 1 or len(numbers) < 2 or not all(map(_NUMBERED.fullmatch, numbers))):
        yield "anchor", "anchor", {}
