"""``make docs``: the tables of ``docs`` that follow from what the product has: detectors, formats, tags, thresholds."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from analyzers import thresholds
from analyzers.rules.contract import detectors
from analyzers.rules.tags import TAGS
from app.importers import formats
from app.importers.layouts import compiled, stored

DOCS = Path(__file__).parents[2] / "docs"
_TABLE = re.compile(r"^\|.*?(?=^[^|]|\Z)", re.MULTILINE | re.DOTALL)


def _detectors() -> str:
    rows = [f"| `{one.id}` | {one.kind} | {one.severity} | {one.title} |\n" for _, one in sorted(detectors().items())]
    return "| detector | kind | severity | fires on |\n|---|---|---|---|\n" + "".join(rows)


def _formats() -> str:
    rows = [
        f"| `{name}` | {one.title} | {one.grade or '–'} | {one.checked} |\n" for name, one in sorted(formats().items())
    ]
    return "| format | what the person calls it | grade | day of its source |\n|---|---|---|---|\n" + "".join(rows)


def _tags() -> str:
    carried = {tag: [f"`{one.id}`" for one in sorted(detectors().values(), key=lambda one: one.id) if tag in one.tags]
               for tag in TAGS}  # fmt: skip
    rows = [f"| `{tag}` | {sentence} | {', '.join(carried[tag])} |\n" for tag, sentence in TAGS.items()]
    return "| tag | what it says | detectors |\n|---|---|---|\n" + "".join(rows)


def _thresholds() -> str:
    rows = []
    for file in sorted(Path(str(thresholds.__file__)).parent.glob("[!_]*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef):
                group = file.stem + (f".{node.name}" if isinstance(node, ast.ClassDef) else "")
                lines = [line for line in node.body if isinstance(line, ast.Assign)]
                rows += [f"| `{group}.{ast.unparse(line.targets[0])}` | {_line(line.value)} |\n" for line in lines]
    return "| threshold | value | what it is | where it comes from |\n|---|---|---|---|\n" + "".join(rows)


def _line(call: ast.expr) -> str:
    assert isinstance(call, ast.Call)
    value, meaning, source = call.args
    sentence = getattr(thresholds, ast.unparse(source)).sentence
    return f"`{ast.unparse(value)}` | {ast.literal_eval(meaning)} | {sentence}"


TABLES: dict[str, Callable[[], str]] = {
    "detectors.md": _detectors,
    "formats.md": _formats,
    "tags.md": _tags,
    "thresholds.md": _thresholds,
}


def page(name: str) -> str:
    """The page as it should be: its own words around today's table."""
    return _TABLE.sub(lambda _: TABLES[name](), (DOCS / name).read_text("utf-8"), count=1)


def main() -> None:
    """Rewrites the tables, from the layouts as their own files are now."""
    stored.FILE.write_text(compiled.dump(), encoding="utf-8")
    for name in TABLES:
        (DOCS / name).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
