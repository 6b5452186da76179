"""The version of the program: the minute of its commit (UTC) and the commit, as ``2026.12.1.247+g67838781``, which is
of 1 December 2026, 02:47. That of a program with changes that are not committed ends with ``.dirty``.

``setup.py`` executes this file too, so an installed package has the same version as the folder that it was built from.
"""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ARCHIVED = "$Format:%ct %H$"  # the seconds and the name of the commit, which `git archive` enters here
UNKNOWN = "0+unknown"  # of a folder with neither git nor metadata
# What the program is made of, in a checkout.
SOURCES = (
    *("app", "analyzers", "checklists", "static", "alembic"),
    "packaging/page-saver",
)
BUILT_BY = ("pyproject.toml", "setup.py", "requirements.in")


@cache
def version() -> str:
    """The version of this process."""
    if of_folder := version_of(ROOT):
        return of_folder
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("mioboe")
    except PackageNotFoundError:
        return UNKNOWN


def version_of(folder: Path) -> str:
    """The version of a folder with the sources: by git, or by what `git archive` or the build of a source package left
    there. Empty where there is none of these."""
    if (folder / ".git").exists() and (commit := _git(folder, "log", "-1", "--format=%ct %H")):
        changed = _git(folder, "status", "--porcelain", "--", *SOURCES, *BUILT_BY)
        return _named(commit) + (".dirty" if changed else "")
    if not ARCHIVED.startswith("$"):
        return _named(ARCHIVED)
    metadata = folder / "PKG-INFO"
    lines = metadata.read_text("utf-8").splitlines() if metadata.is_file() else []
    return next((line.removeprefix("Version: ") for line in lines if line.startswith("Version: ")), "")


def _named(commit: str) -> str:
    seconds, name = commit.split()
    at = datetime.fromtimestamp(int(seconds), UTC)
    return f"{at.year}.{at.month}.{at.day}.{at.hour * 100 + at.minute}+g{name[:8]}"


def _git(folder: Path, *words: str) -> str:
    """What git says, empty where it is missing or fails. It reads a checkout of another user too, whose files are being
    executed anyway."""
    import subprocess

    command = ["git", "-C", str(folder), "-c", "safe.directory=*", "-c", "core.fsmonitor=false", *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return ""
