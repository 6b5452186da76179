"""The version: where it comes from, and that every place that names one names it."""

import re
import runpy
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from fastapi import FastAPI

from app.cases.backup import container, contents, make
from app.version import UNKNOWN, version
from tests.browser import Browser, visit
from tests.cases.test_bundle import made
from tests.conftest import Say
from tests.web.test_health import LOCAL

ROOT = Path(__file__).parents[1]
AT = datetime(2026, 12, 1, 0, 7, 30, tzinfo=UTC)
AUTHOR = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str) -> str:
    """What git says in a folder; its commits are of ``AT``."""
    dated = {"GIT_COMMITTER_DATE": AT.isoformat(), "PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(folder)}
    command = ["git", "-C", str(folder), *AUTHOR, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=dated).stdout.strip()


def version_of(folder: Path) -> str:
    """The version of a folder by its own copy of the module, as ``setup.py`` executes it."""
    named: str = runpy.run_path(str(folder / "app" / "version.py"))["version_of"](folder)
    return named


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small repository with the module and one commit."""
    folder = tmp_path / "checkout"
    for name in ("app/version.py", ".gitattributes", "README.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def test_a_checkout_has_the_version_of_its_commit(checkout: Path) -> None:
    """The minute (UTC) and the commit; a change of the program is said, one of a document is not."""
    expected = f"2026.12.1.7+g{git(checkout, 'rev-parse', 'HEAD')[:8]}"
    assert version_of(checkout) == expected
    (checkout / "README.md").write_text("other")
    assert version_of(checkout) == expected
    (checkout / "app" / "new.py").touch()
    assert version_of(checkout) == f"{expected}.dirty"


def test_without_git_the_version_stays(checkout: Path, tmp_path: Path) -> None:
    """What `git archive` packs and what a source package says of itself have the version of the commit; a bare copy has
    none."""
    expected = version_of(checkout)
    archive = tmp_path / "archive"
    archive.mkdir()
    git(checkout, "archive", "-o", str(tmp_path / "a.tar"), "HEAD")
    subprocess.run(["tar", "-xf", str(tmp_path / "a.tar"), "-C", str(archive)], check=True)
    assert version_of(archive) == expected
    shutil.rmtree(checkout / ".git")
    assert version_of(checkout) == ""
    (checkout / "PKG-INFO").write_text(f"Metadata-Version: 2.4\nName: mioboe\nVersion: {expected}\n")
    assert version_of(checkout) == expected


def test_the_headings_of_the_changelog_are_versions() -> None:
    """All but the first are dated versions, the newest first."""
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert headings[0] == "[Unreleased]"
    dated = [re.fullmatch(r"\[(\d+)\.(\d+)\.(\d+)\.\d+\+g[0-9a-f]{8}\] - (\S+)", heading) for heading in headings[1:]]
    days = [f"{version[1]}-{int(version[2]):02}-{int(version[3]):02}" for version in dated if version]
    assert days
    assert days == [version[4] for version in dated if version] == sorted(days, reverse=True)
    assert len(days) == len(headings) - 1


def test_every_place_names_it(app: FastAPI, ordered: Browser, said: Say, tmp_path: Path) -> None:
    """The command, `doctor`, the foot of a page, the metrics, a backup and an evidence bundle."""
    assert version() != UNKNOWN
    assert said("--version")[1] == f"mioboe {version()}\n"
    assert f"Mioboe {version()}, Python" in said("doctor")[1]
    assert f">Mioboe {version()}<" in visit(app).get("/").text
    metrics = visit(app, address=LOCAL).get("/metrics").text
    assert f'mioboe_info{{version="{version()}"}}' in metrics
    make.make(app.state.service, tmp_path / "a.age", "long and random")
    opened = container.open_backup(tmp_path / "a.age")
    assert contents.check(opened, opened.identity("long and random")).about.version == version()
    bundle = zipfile.ZipFile(BytesIO(made(ordered)))
    info = next(name for name in bundle.namelist() if name.endswith("bag-info.txt"))
    assert f"Bag-Software-Agent: Mioboe {version()}" in bundle.read(info).decode()
