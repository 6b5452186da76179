"""``make wheel-test``: tests the published package. The wheel is built from the files under version control, installed
into an empty environment and used from an empty folder: the version, ``check`` and ``serve``, in both languages."""

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from pathlib import Path
from urllib.request import Request, urlopen

from app.version import version

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "app" / "data" / "sample" / "sample-export.zip"
# The languages, with words that any longer text in that language has, and a text in the other one has not.
LANGUAGES = {"ja": "ください", "en": " your "}
NOT_SHIPPED = ("evaluation", "tests", "benchmarks", "fuzz", "alembic", "docs")


def main() -> None:
    """Builds, installs and tests the wheel in a temporary folder; ends with an error at the first failure."""
    with tempfile.TemporaryDirectory(prefix="mioboe-wheel-") as name:
        place = Path(name)
        wheel = build(place)
        look_into(wheel)
        command = install(place, wheel)
        empty = place / "empty"
        empty.mkdir()
        say_version(command, empty, wheel)
        for lang, word in LANGUAGES.items():
            check(command, empty, lang, word)
        serve(command, empty)
    print("The wheel works.")


def build(place: Path) -> Path:
    """The wheel of a copy of the tree in which nothing is compiled yet and which holds leftovers of an earlier
    build."""
    copy = place / "tree"
    subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", str(ROOT), str(copy)], check=True)
    subprocess.run(["git", "-C", str(copy), "reset", "-q"], check=True)  # so that git compares with the commit
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    for path in listed.split("\0"):
        if path and (ROOT / path).is_file():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes((ROOT / path).read_bytes())
    earlier = copy / "build" / "lib" / "app"
    earlier.mkdir(parents=True)
    (earlier / "of_an_earlier_version.py").touch()
    _pip(Path(sys.executable), "wheel", "--no-deps", "--no-build-isolation", "-w", str(place / "dist"), str(copy))
    return next((place / "dist").glob("mioboe-*.whl"))


def look_into(wheel: Path) -> None:
    """Migrations and what is made from the sources are in the wheel; what is only for developers is not."""
    names = zipfile.ZipFile(wheel).namelist()
    for needed in (
        r"app/alembic/env\.py",
        r"app/alembic/versions/0001_\w+\.py",
        r"app/alembic/versions/0004_queue\.sql",
        r"app/.*/messages\.mo",
        r"app/importers/declared\.json",
        r"app/importers/layouts/layouts\.json",
        "static/style.css",
    ):
        assert any(re.fullmatch(needed, name) for name in names), f"{needed} is missing from the wheel"
    assert "app/of_an_earlier_version.py" not in names
    for name in names:
        assert not name.startswith(tuple(f"{folder}/" for folder in NOT_SHIPPED)), (
            f"{name} does not belong in the wheel"
        )


def install(place: Path, wheel: Path) -> Path:
    """The ``mioboe`` command of a new environment that holds the locked runtime dependencies and the wheel."""
    home = place / "environment"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    _pip(python, "install", "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    _pip(python, "install", "--no-deps", "--no-index", str(wheel))
    _pip(python, "check")
    return home / "bin" / "mioboe"


def _pip(python: Path, command: str, *given: str) -> None:
    subprocess.run([python, "-m", "pip", command, "--disable-pip-version-check", "-q", *given], check=True)


def _environment(lang: str, **more: str) -> dict[str, str]:
    """An environment without this checkout, with the language of the user."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return kept | {"LANG": "ja_JP.UTF-8" if lang == "ja" else "en_GB.UTF-8", "PYTHONUTF8": "1"} | more


def _output(command: Path, folder: Path, lang: str, *given: str) -> str:
    return subprocess.run(
        [command, *given], cwd=folder, env=_environment(lang), check=True, capture_output=True, text=True, timeout=300
    ).stdout


def say_version(command: Path, folder: Path, wheel: Path) -> None:
    """``--version`` is the version of the wheel and of this folder, and ``--help`` names the commands."""
    for lang in LANGUAGES:
        assert _output(command, folder, lang, "--version") == f"mioboe {version()}\n"
        assert wheel.name.split("-")[1] == version()
        assert "check" in _output(command, folder, lang, "--help")


def check(command: Path, folder: Path, lang: str, word: str) -> None:
    """The sample export is examined, in the language of ``--lang`` and in that of the user."""
    asked = _output(command, folder, "en" if lang == "ja" else "ja", "check", str(SAMPLE), "--lang", lang)
    usual = _output(command, folder, lang, "check", str(SAMPLE))
    for text in (asked, usual):
        assert word in text, f"`mioboe check` does not speak {lang}:\n{text[:500]}"
    assert not list(folder.iterdir()), "`mioboe check` left something behind"


def serve(command: Path, folder: Path) -> None:
    """The service starts on a free port with a migrated database, and its front page and style arrive."""
    process = subprocess.Popen(
        [command, "serve", "--port", "0"], cwd=folder, env=_environment("en"), stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://\S+:\d+", said)
        assert found, f"`mioboe serve` did not start: {said}{process.stderr.read() if process.poll() else ''}"
        for lang, word in LANGUAGES.items():
            assert word in _page(found[0] + "/", lang), f"the front page does not speak {lang}"
        assert "{" in _page(found[0] + "/static/style.css", "en")
        assert (folder / "data" / "mioboe.sqlite").stat().st_size > 0
    finally:
        process.terminate()
        process.wait(60)


def _page(url: str, lang: str) -> str:
    for _ in range(100):
        try:
            with urlopen(Request(url, headers={"Accept-Language": lang}), timeout=30) as answer:
                text: str = answer.read().decode()
                return text
        except ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


if __name__ == "__main__":
    main()
