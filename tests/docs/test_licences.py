"""docs/dependencies.md names the licence of every part that is shipped, and the image has its text."""

from importlib.metadata import distribution
from pathlib import Path

from tests.docs.licences import bundled, licence, shipped, texts
from tests.security.sbom import licences

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")


def test_every_part_is_named_with_its_licence() -> None:
    """All parts of the locks of an installation and of the image, as their own metadata says, and no other."""
    assert licences() == {name: licence(name) for name in shipped()}
    assert {"fastapi", "polars", "onnxruntime"} <= {*shipped()}


def test_native_libraries_are_named() -> None:
    """Whatever library of others lies in a wheel, in the row of the part."""
    rows = {line.split(" | ")[0].removeprefix("| "): line for line in PAGE.splitlines() if line.startswith("| ")}
    libraries = {name: bundled(distribution(name)) for name in shipped()}
    lacking = {name: [each for each in found if each not in rows[name]] for name, found in libraries.items() if found}
    assert lacking == {name: [] for name in lacking}
    assert len(lacking) > 2


def test_every_text_is_in_the_image() -> None:
    """A part brings the text of its licence along, or we add it; the image has both, and this page."""
    added = {file.stem for file in (ROOT / "packaging" / "licences").glob("*.txt")}
    assert {name for name in shipped() if not any(texts(name))} == added
    last = (ROOT / "Containerfile").read_text("utf-8").rpartition("\nFROM ")[2]
    assert "COPY LICENSE docs/dependencies.md packaging/licences/ /usr/share/doc/mioboe/" in last
    ignored = (ROOT / ".containerignore").read_text("utf-8")
    assert ignored == (ROOT / ".dockerignore").read_text("utf-8")
    assert ignored.splitlines()[-1] == "!docs/dependencies.md"
