"""docs/security.md says of limits, tables, log and pages what the code does."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from app.cases.limits import RATES
from app.web import pages, slow
from tests import test_source_rules
from tests.docs.tables import DOCS

ROOT = Path(__file__).parents[2]
TEXT = (DOCS / "security.md").read_text("utf-8")
COSTLY = {
    *(f"app/cases/accounts/{name}.py" for name in ("change", "passwords", "sign_in", "sign_up")),
    *("app/cases/access/resume.py", "app/web/pages/handing_out/verify.py"),
}
UNITS = (("days", 86400), ("hours", 3600), ("minutes", 60))


def rows(section: str, head: str) -> list[list[str]]:
    """The cells of the table in a section whose first column has this head."""
    part = TEXT.split(f"\n## {section}\n")[1].split("\n## ")[0]
    lines = part[part.index(f"| {head} |") :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def shown(value: object) -> str:
    """A constant as the page writes it: an interval in its largest whole unit, a number as it is."""
    if not isinstance(value, timedelta):
        return str(value)
    unit, seconds = next(one for one in UNITS if value.total_seconds() % one[1] == 0)
    count = int(value.total_seconds() // seconds)
    return f"{count} {unit if count > 1 else unit[:-1]}"


@pytest.mark.parametrize(("what", "limit", "constant"), rows("Limits", "what"), ids=lambda one: one[:40])
def test_limits(what: str, limit: str, constant: str) -> None:
    """Each limit is the constant that its line names."""
    module, _, name = constant.strip("`").rpartition(".")
    value = shown(getattr(import_module(f"app.cases.{module}"), name))
    assert limit == value or limit.startswith(f"{value} "), what


def test_rates() -> None:
    """The page has every limit of how often something may be done."""
    said = {name.strip("`"): cells for name, *cells in rows("Limits", "action")}
    numbers = {name: (one.minutes, one.browser, one.case, one.network, one.installation) for name, one in RATES.items()}
    assert said == {name: ["–" if one is None else str(one) for one in given] for name, given in numbers.items()}


def lanes_of_pages() -> Iterator[tuple[str, str]]:
    """(path, lane) of every route that waits for its turn."""
    for file in sorted(Path(str(pages.__file__)).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                by_name = {ast.unparse(one.func): one.args for one in node.decorator_list if isinstance(one, ast.Call)}
                if "slow" in by_name:
                    route = next(args[0] for name, args in by_name.items() if name.startswith("routes."))
                    yield ast.literal_eval(route), ast.literal_eval(by_name["slow"][0])


def test_costly_functions() -> None:
    """Whoever hashes, judges a password or checks a bundle stands in the table, in a lane that the page has, with the
    routes that take it; and nothing else on a page does either."""
    costly = {"hashed", "matches", "right_password", "zxcvbn", "judge"}
    found = {where.partition(":")[0] for where, name, _ in test_source_rules.calls() if name in costly}
    assert {where for where in found if where.startswith(("app/cases/", "app/web/"))} == COSTLY
    table = " ".join(name for name, *_ in rows("Limits", "function"))
    assert all(word in table for word in ("Argon2id", "zxcvbn", "/verify"))
    lanes = {name.strip("`"): (int(places), routes) for name, places, routes in rows("Limits", "lane")}
    assert {name: places for name, (places, _) in lanes.items()} == slow.PLACES
    said = {path: name for name, (_, routes) in lanes.items() for path in re.findall(r"`(/[^`]+)`", routes)}
    taken = dict(lanes_of_pages())
    assert said == {**taken, "/verify": "verify"}
    assert len(taken) == len([call for call in calls("slow") if call.args])
    assert f"At most {slow.PER_NETWORK} requests of a network and {slow.ALTOGETHER} of all" in TEXT


def test_every_column_is_sorted() -> None:
    """The map of data has every column of every table once, as personal, secret or state."""
    said = {
        table.strip("`"): sorted(name.strip() for cell in cells for name in cell.split(",") if name.strip())
        for table, *cells in rows("What is kept where", "table")
    }
    tables = SQLModel.metadata.tables.values()
    kept = {table.name: sorted(column.name for column in table.columns) for table in tables}
    assert said == kept, "docs/security.md, “What is kept where”, has every column, as personal, secret or state"


def calls(written: str) -> list[ast.Call]:
    """Every call in the service that is written like this."""
    found = test_source_rules.calls()
    return [call for where, name, call in found if where.startswith("app/") and re.fullmatch(written, name)]


def test_every_line_of_the_log_is_described() -> None:
    """What the service writes into its log begins as the page says, and nothing else is written."""
    given = [one.args[0].value for one in calls(r"LOG\.\w+") if isinstance(one.args[0], ast.Constant)]
    assert len(given) == len(calls(r"LOG\.\w+"))
    given = [one for one in given if one != "%s"]  # what is said to the operator at the start
    described = {line.strip("`") for line, _ in rows("The log", "line begins with") if line[0] == "`"}
    assert {re.split(r"(?<==)|(?<=^error)|(?<=^tables)", str(one))[0] for one in given} == described
    named = [*(call.args[2] for call in calls("audit")), *(call.args[0] for call in calls(r"\w+\.audit"))]
    events = {str(argument.value) for argument in named if isinstance(argument, ast.Constant)}
    listed = TEXT.split("The table `audit` keeps")[1].split("\n\n")[0].split("end:")[1]
    assert set(re.findall(r"`([a-z-]+)`", listed)) == events


def test_times_for_fixing_are_said_twice() -> None:
    """SECURITY.md promises what docs/security.md does."""
    short = (ROOT / "SECURITY.md").read_text("utf-8")
    assert [time for _, time in rows("Fixing holes", "severity")] == ["7 days", "30 days", "with the next version"]
    for words in ("critical ones within 7 days", "high ones within 30 days", "docs/security.md", "docs/asvs.md"):
        assert words in short
