"""What the documents list is what the product has."""

import re
from pathlib import Path

from analyzers.engine.detector import detectors
from app.importers import formats
from app.report.summary import FORMS

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([\w.]+)` \|", re.MULTILINE)


def named(page: str) -> list[str]:
    """The ids in the first column of a page's table."""
    return ROW.findall((ROOT / "docs" / page).read_text("utf-8"))


def test_every_format_is_listed() -> None:
    """docs/formats.md lists exactly the formats that are read, in order."""
    assert named("formats.md") == sorted(formats())


def test_every_detector_is_listed() -> None:
    """docs/detectors.md lists exactly the detectors there are, in order."""
    assert named("detectors.md") == sorted(detectors())


def test_every_dependency_is_explained() -> None:
    """Each runtime dependency has its line in docs/dependencies.md."""
    lines = (ROOT / "requirements.in").read_text("utf-8").split()
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    rows = " ".join(re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE))
    assert [line for line in lines if line not in rows and line.removeprefix("noto-cjk-sans-jp") not in rows] == []


def test_the_readme_names_the_forms_of_the_summary() -> None:
    """README says in which forms the summary can be downloaded."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [form for form in FORMS if form.upper() not in readme] == []
