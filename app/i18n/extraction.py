"""Collects every English sentence of the three packages and brings each language file up to date.

``python -m app.i18n.extraction`` (or ``make locale``) rewrites ``<lang>/LC_MESSAGES/messages.po``: new sentences appear
with an empty translation, sentences that nobody uses any more are dropped. Nothing is translated by guess.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "analyzers", "checklists")

# Module and class constants whose text is shown to people.
CONSTANTS = {"title", "message", "innocent", "sentence", "label", "why", "takes", "get", "cannot_show"}
CONSTANT_ENDINGS = ("_SENTENCES", "_LABELS", "_SENTENCE", "_LABEL")
# Calls whose argument at this place (or of this name) is a sentence.
CALLS = {
    "_": (0, "key"),
    "gettext": (0, "key"),
    "translate": (0, "key"),
    "complain": (0, "key"),
    "Problem": (1, "message"),
    "Gap": (0, "reason"),
}
# The YAML keys whose text is shown to people.
YAML_KEYS = {
    "title",
    "why",
    "do",
    "ask",
    "blocked",
    "did",
    "warn",
    "note",
    "sentence",
    "label",
    "effect",
    "says",
    "what",
}
JINJA_CALL = re.compile(r"""\b_\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def sentences() -> dict[str, list[tuple[str, int]]]:
    """Every message key with the places (file, line) where it is used, in order of file and line."""
    found: dict[str, list[tuple[str, int]]] = {}
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*")):
            for key, line in _of_file(file):
                found.setdefault(key, []).append((file.relative_to(ROOT).as_posix(), line))
    return found


def _of_file(file: Path) -> Iterator[tuple[str, int]]:
    if file.suffix == ".py":
        yield from _python(ast.parse(file.read_text("utf-8")))
    elif file.suffix == ".html":
        text = file.read_text("utf-8")
        for match in JINJA_CALL.finditer(text):
            yield ast.literal_eval(match[1]), text.count("\n", 0, match.start()) + 1
    elif file.suffix == ".yaml" and "checklists" in file.parts:
        yield from _yaml(yaml.compose(file.read_text("utf-8")), False)


def _python(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name in CALLS:
                place, keyword = CALLS[name]
                given = [node.args[place]] if len(node.args) > place else []
                given += [k.value for k in node.keywords if k.arg == keyword]
                for argument in given:
                    yield from _strings(argument)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [t.id for t in targets if isinstance(t, ast.Name)]
            if any(n in CONSTANTS or n.endswith(CONSTANT_ENDINGS) for n in names):
                yield from _strings(node.value)


def _strings(node: ast.AST) -> Iterator[tuple[str, int]]:
    """The texts of an expression: itself, either side of a choice, every element or dictionary value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value:
            yield node.value, node.lineno
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)
    elif isinstance(node, ast.Tuple | ast.List):
        for element in node.elts:
            yield from _strings(element)
    elif isinstance(node, ast.Dict):
        for element in node.values:
            yield from _strings(element)


def _yaml(node: Any, said: bool) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.ScalarNode):
        if said and node.value and node.tag.endswith(":str"):
            yield node.value, node.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for element in node.value:
            yield from _yaml(element, said)
    elif isinstance(node, yaml.MappingNode):
        for key, element in node.value:
            yield from _yaml(element, key.value in YAML_KEYS)


def updated(po: bytes, lang: str) -> bytes:
    """The language file with exactly today's sentences: known translations kept, new ones empty."""
    known = read_po(BytesIO(po), locale=lang)
    fresh = Catalog(
        locale=lang, project="mioboe", version="1", fuzzy=False, header_comment="# Mioboe in this language."
    )
    fresh.revision_date = known.revision_date
    fresh.creation_date = datetime(2026, 11, 25, tzinfo=UTC)
    for key, places in sentences().items():
        old = known.get(key)
        fresh.add(key, old.string if old else "", locations=[(file, 0) for file in sorted({p for p, _ in places})])
    out = BytesIO()
    write_po(out, fresh, width=120, sort_output=True, include_lineno=False)
    return out.getvalue()


def main() -> None:
    """Rewrites every language file and says how many sentences wait for a translation."""
    for file in sorted((ROOT / "app" / "i18n" / "locale").glob("*/LC_MESSAGES/messages.po")):
        lang = file.parts[-3]
        file.write_bytes(updated(file.read_bytes(), lang))
        missing = [m.id for m in read_po(BytesIO(file.read_bytes())) if m.id and not m.string]
        print(f"{lang}: {len(missing)} sentences to translate")
        for key in missing:
            print("  " + str(key))


if __name__ == "__main__":
    main()
