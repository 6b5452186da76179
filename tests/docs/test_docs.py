"""What the documents list is what the product has."""

import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from app.settings import Settings, load
from tests.docs.tables import DOCS, TABLES, page

ROOT = Path(__file__).parents[2]
RUNNING = ("docs/running.md", "docs/running.ja.md")


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_up_to_date(name: str) -> None:
    """The tables of formats and detectors are what ``make docs`` writes."""
    assert (DOCS / name.partition("#")[0]).read_text("utf-8") == page(name), "run `make docs`"


class Asked(dict[str, str]):
    """An empty environment that remembers which variables it was asked for."""

    def get(self, name: str, default: object = None) -> str:
        self[name] = ""
        return ""


PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def anchors(path: Path) -> set[str]:
    """The addresses of the headings of a page, as GitHub and others make them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    """A relative link names a file that exists, and a heading that is in it."""
    for target, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]+))?\)", path.read_text("utf-8")):
        there = path.parent / target if target else path
        assert there.exists(), target
        assert not anchor or there.suffix != ".md" or anchor in anchors(there), f"{target}#{anchor}"


def test_every_decision_is_in_the_index() -> None:
    """docs/adr/README.md lists each record with its number and its status, in order."""
    records = sorted((DOCS / "adr").glob("0*.md"))
    rows = re.findall(
        r"^\| \[(\d+)\]\((.+?)\) \| (.+?) \| (\w+)", (DOCS / "adr" / "README.md").read_text("utf-8"), re.M
    )
    assert [row[1] for row in rows] == [record.name for record in records]
    for (number, _, title, status), record in zip(rows, records, strict=True):
        assert record.read_text("utf-8").startswith(f"# {number}: {title}\n\nStatus: {status}, 20")


@pytest.mark.parametrize("name", RUNNING)
def test_every_setting_is_documented(name: str) -> None:
    """The pages for operators list exactly the variables that are read, with the defaults of numbers and folders;
    every setting of the code can be set by one of them or is a limit of the forms."""
    asked = Asked()
    load(asked)
    found = re.findall(r"^\| `(MIOBOE_\w+)` \|(.*)$", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    ours = {name for name in asked if name.startswith("MIOBOE_")}
    assert sorted(one for one, _ in found) == sorted(ours)
    for variable, row in found:
        default = getattr(Settings(), variable.removeprefix("MIOBOE_").lower(), None)
        if default:
            assert f"`{default}`" in row, f"{variable} is {default} by default"
    set_so = {variable.removeprefix("MIOBOE_").lower() for variable in ours}
    assert {one.name for one in fields(Settings)} - set_so == {"files_limit", "form_limit", "paste_limit", "provider"}


def test_every_option_of_the_service_is_documented() -> None:
    """The pages for operators say what each option of ``mioboe serve`` and each command of ``mioboe keys`` is for."""
    serve = subprocess.run([sys.executable, "-m", "app", "serve", "--help"], capture_output=True, text=True, check=True)
    keys = subprocess.run([sys.executable, "-m", "app", "keys", "--help"], capture_output=True, text=True, check=True)
    words = set(re.findall(r"^  (--[a-z-]+)", serve.stdout, re.MULTILINE)) - {"--port"}
    words |= {f"mioboe keys {one}" for one in re.findall(r"^    (\w+) ", keys.stdout, re.MULTILINE)}
    assert {"--host", "mioboe keys list"} <= words
    for name in RUNNING:
        text = (ROOT / name).read_text("utf-8")
        assert [one for one in sorted(words) if one not in text] == []


def test_every_dependency_is_explained() -> None:
    """Each runtime dependency has its line in docs/dependencies.md."""
    lines = (ROOT / "requirements.in").read_text("utf-8").split()
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))
    assert [line for line in lines if line not in rows and line.removeprefix("noto-cjk-sans-jp") not in rows] == []
