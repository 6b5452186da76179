"""What the documents list is what the product has."""

import re
from pathlib import Path

import pytest

from app.settings import Settings, load
from tests.docs.tables import DOCS, TABLES, page

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.ja.md")


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_up_to_date(name: str) -> None:
    """The tables of formats and detectors are what ``make docs`` writes."""
    assert (DOCS / name).read_text("utf-8") == page(name), "run `make docs`"


class Asked(dict[str, str]):
    """An empty environment that remembers which variables it was asked for."""

    def get(self, name: str, default: object = None) -> str:
        self[name] = ""
        return ""


PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    """A relative link names a file that exists."""
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    """docs/adr/README.md lists each record with its number and its status, in order."""
    records = sorted((DOCS / "adr").glob("0*.md"))
    rows = re.findall(
        r"^\| \[(\d+)\]\((.+?)\) \| (.+?) \| (\w+)", (DOCS / "adr" / "README.md").read_text("utf-8"), re.M
    )
    assert [row[1] for row in rows] == [record.name for record in records]
    for (number, _, title, status), record in zip(rows, records, strict=True):
        assert record.read_text("utf-8").startswith(f"# {number}: {title}\n\nStatus: {status}, 20")


@pytest.mark.parametrize("readme", READMES)
def test_every_setting_is_documented(readme: str) -> None:
    """README lists exactly the variables that are read, with the defaults of the numbers and folders."""
    asked = Asked()
    load(asked)
    rows = dict(re.findall(r"^\| `(MIOBOE_\w+)` \|(.*)$", (ROOT / readme).read_text("utf-8"), re.MULTILINE))
    assert sorted(rows) == sorted(asked)
    for name, row in rows.items():
        default = getattr(Settings(), name.removeprefix("MIOBOE_").lower())
        if default:
            assert f"`{default}`" in row, f"{name} is {default} by default"


def test_every_dependency_is_explained() -> None:
    """Each runtime dependency has its line in docs/dependencies.md."""
    lines = (ROOT / "requirements.in").read_text("utf-8").split()
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))
    assert [line for line in lines if line not in rows and line.removeprefix("noto-cjk-sans-jp") not in rows] == []
