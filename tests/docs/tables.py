"""``make docs``: the tables of ``docs`` that follow from what the product has: detectors, formats, tags, thresholds."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

from analyzers import thresholds
from analyzers.rules.contract import detectors
from analyzers.rules.tags import TAGS
from app.importers import formats
from app.web.pages import declared
from app.web.route import Choice, Cost, Route, Who, Within

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


ACTORS = ("nobody", "owner", "reads", "works", "opened")
HEADS = ("nobody signed in, no case", "owner", "helper who reads", "helper who works", "helper who opened it")
# What each of them may: ``all``, ``look`` (open, and send nothing) or ``–``.
MAY = {
    Who.ANYBODY: ("all", "all", "look", "all", "all"),
    Who.NO_HELPER: ("all", "all", "–", "–", "–"),
    Who.HAS_CASE: ("–", "all", "look", "all", "all"),
    Who.READERS: ("–", "all", "all", "all", "all"),
    Who.PERSON: ("–", "all", "–", "–", "–"),
    Who.UNTIL_TAKEN_OVER: ("–", "all", "–", "–", "all"),
    Who.APART: ("all", "all", "all", "all", "all"),
    Who.ACCOUNT: ("–", "all", "all", "all", "all"),
    Who.HELPER: ("–", "–", "all", "all", "all"),
    Who.HOLDER: ("–", "–", "–", "–", "all"),
    Who.STAFF: ("–", "–", "all", "all", "all"),
    Who.OPERATOR: ("–", "–", "–", "–", "–"),
    Who.MONITOR: ("–", "–", "–", "–", "–"),
}


def _permissions() -> str:
    rows = []
    for who in Who:
        routes = [route for route in declared() if route.who is who]
        pages = {route.path for route in routes if "GET" in route.methods}
        forms = {f"POST {route.path}" for route in routes if route.path not in pages}
        names = ", ".join(f"`{name}`" for name in sorted(pages) + sorted(forms))
        rows.append(f"| {names} | {who.value} | {' | '.join(MAY[who])} |\n")
    head = f"| routes | who | {' | '.join(HEADS)} |\n|---|---|{'---|' * len(ACTORS)}\n"
    return head + "".join(rows)


def _costs() -> str:
    """The routes that count an action, and those whose form removes something."""
    rows: dict[str, list[str]] = {}
    for route in declared():
        for action in actions(route.cost):
            rows.setdefault(action, []).append(f"`{'POST ' if 'POST' in route.methods else ''}{route.path}`")
    lines = [f"| `{action}` | {', '.join(sorted(paths))} |\n" for action, paths in sorted(rows.items())]
    return "| action | routes |\n|---|---|\n" + "".join(lines)


def actions(cost: Cost) -> tuple[str, ...]:
    """The actions of ``app.cases.limits`` that a declaration names."""
    if isinstance(cost, Within):
        return cost.actions
    if isinstance(cost, Choice):
        return tuple(action for action in (*cost.costs.values(), cost.otherwise) if action)
    return (cost,) if cost else ()


def _removals() -> str:
    lines = [f"| `{route.path}` | {_removed(route)} |\n" for route in declared() if route.removes]
    return "| form | removes with |\n|---|---|\n" + "".join(sorted(lines))


def _removed(route: Route) -> str:
    return ", ".join(
        f"`{name}` = {' or '.join(f'`{value}`' for value in values)}" if name and values != ("*",)
        else f"`{name}`" if name else "every press"
        for name, values in route.removes.items()
    )  # fmt: skip


# By the page, or by the page and the heading above its table.
TABLES: dict[str, Callable[[], str]] = {
    "detectors.md": _detectors,
    "formats.md": _formats,
    "tags.md": _tags,
    "thresholds.md": _thresholds,
    "security.md#Who may do what": _permissions,
    "security.md#What routes count": _costs,
    "security.md#What forms remove": _removals,
}


def page(name: str) -> str:
    """The page as it should be: its own words around today's table."""
    file, _, heading = name.partition("#")
    text = (DOCS / file).read_text("utf-8")
    at = text.index(f"# {heading}\n") if heading else 0
    return text[:at] + _TABLE.sub(lambda _: TABLES[name](), text[at:], count=1)


def main() -> None:
    """Rewrites the tables."""
    for name in TABLES:
        (DOCS / name.partition("#")[0]).write_text(page(name), encoding="utf-8")


if __name__ == "__main__":
    main()
