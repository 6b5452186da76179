"""Every documented layout of every format, from the file's bytes to events and problems."""

import json
from pathlib import Path

import pytest

from app.importers import declarations, declared, formats
from app.importers.layouts import compiled, stored
from tests.importers import fills
from tests.importers.reading import SAMPLES, expected, read_with_claims, samples, tables_of

NAMES = [str(path.relative_to(SAMPLES)) for path in samples()]
UNCLAIMED = sorted(str(path.relative_to(SAMPLES)) for path in (SAMPLES / "unclaimed").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_sample_gives_what_lies_beside_it(name: str) -> None:
    """A sample gives exactly the events and problems that were read and accepted by a person. Its folder is its format:
    tables of the file are claimed by that format and by no other."""
    sample = SAMPLES / name
    found, claimed = read_with_claims(sample)
    assert found == json.loads(expected(sample).read_text(encoding="utf-8"))
    assert claimed
    assert all(ids == [".".join(Path(name).parts[:2])] for ids in claimed)


@pytest.mark.parametrize("name", UNCLAIMED)
def test_look_alikes_are_claimed_by_nobody(name: str) -> None:
    """Files that resemble ours (other tools, retired reports, a bank statement) are left alone."""
    assert [found for _, found in tables_of(SAMPLES / name) if found] == []


def test_every_format_has_samples_and_says_what_the_person_needs() -> None:
    """Each importer is proven by a sample and states its title, the way to get the file and what it cannot show."""
    folders = {".".join(Path(name).parts[:2]) for name in NAMES}
    assert folders == set(formats()) - {"generic.csv", "picture.screen"}  # these claim no table by themselves
    for module in formats().values():
        assert module.title
        assert module.get
        assert module.cannot_show
        assert isinstance(module.unverified, bool)


def test_what_the_formats_fill_is_up_to_date() -> None:
    """Which checks a file makes possible, as the guide shows, follows from the results beside the samples."""
    assert fills.FILE.read_text("utf-8") == fills.dump(), "run `make accept`"


def test_the_layouts_are_up_to_date() -> None:
    """Layouts are read from one file, which holds what their own files say."""
    assert stored.FILE.read_bytes() == compiled.encoded(), "run `make install`"


def test_what_the_modules_declare_is_up_to_date() -> None:
    """The analysis takes these facts from a file that loads no importer; they are those of the modules."""
    assert declared.FILE.read_bytes() == declarations.encoded(), "run `make install`"
