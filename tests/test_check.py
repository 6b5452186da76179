"""What the commands say of files that are missing, empty, unknown or left unexamined."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.text import gettext
from tests.importers.reading import SAMPLES

NOTHING_FOUND = "Nothing unfamiliar was found in what could be examined. That is not proof that nothing happened."
LANGS = pytest.mark.parametrize("lang", ["ja", "en"])


def run(lang: str, *given: str | Path) -> subprocess.CompletedProcess[str]:
    """A command of ``mioboe`` as people run it."""
    command = [sys.executable, "-m", "app", *map(str, given)]
    environment = {"LC_ALL": f"{lang}.UTF-8", "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)


@LANGS
@pytest.mark.parametrize("option", ["--owner", "--mapping"])
def test_a_file_that_is_not_there(tmp_path: Path, lang: str, option: str) -> None:
    """A mistyped name is called missing, not unreadable."""
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    missing = str(tmp_path / "nofile.yaml")
    made = run(lang, "check", tmp_path / "a.csv", option, missing)
    assert made.returncode == 2
    assert gettext("There is no file or folder named {path}.", lang, path=missing) in made.stderr


@LANGS
def test_what_cannot_be_sanitised(tmp_path: Path, lang: str) -> None:
    """A folder and an empty file are each called what they are, and nothing is written."""
    (tmp_path / "empty.csv").touch()
    out = tmp_path / "out.csv"
    folder = run(lang, "sanitise", tmp_path, "-o", out)
    said = "{path} is a folder. Only one file at a time can be sanitised: name the file."
    assert gettext(said, lang, path=str(tmp_path)) in folder.stderr
    empty = run(lang, "sanitise", tmp_path / "empty.csv", "-o", out)
    assert gettext("This file is empty, so there is nothing to sanitise.", lang) in empty.stderr
    assert (folder.returncode, empty.returncode, out.exists()) == (2, 2, False)


PAYPAY = SAMPLES / "paypay" / "transactions" / "ja.csv"


@LANGS
def test_no_check_made_is_no_good_news(tmp_path: Path, lang: str) -> None:
    """Payments alone allow no check: that is said, and what is missing, instead of nothing found."""
    payments = PAYPAY.read_text("utf-8-sig").splitlines()[:3]  # the header and two payments, no refund
    (tmp_path / "a.csv").write_text("\n".join(payments), encoding="utf-8")
    made = run(lang, "check", tmp_path / "a.csv")
    assert "paypay.transactions" in made.stdout
    assert (
        gettext("None of our checks could be made with these files. What is missing for them is named below.", lang)
        in made.stdout
    )
    assert gettext("What could not be examined:", lang) in made.stdout
    assert gettext(NOTHING_FOUND, lang) not in made.stdout
    assert made.returncode == 0


@LANGS
@pytest.mark.parametrize(
    ("name", "text"), [("some.json", '[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]'), ("a.csv", "a,b\n1,2\n")]
)
def test_nothing_examined_is_not_nothing_found(tmp_path: Path, lang: str, name: str, text: str) -> None:
    """A table that no format fits was not examined, and what would help is named."""
    (tmp_path / name).write_text(text)
    made = run(lang, "check", tmp_path / name)
    assert gettext("Nothing could be examined, so nothing can be said about the account.", lang) in made.stdout
    assert "--mapping" in made.stdout
    assert gettext(NOTHING_FOUND, lang) not in made.stdout
    assert made.returncode == 0
