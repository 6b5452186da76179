"""``make upgrade-drill``: an older version is installed from its wheel, people work with it, and the documented lines
put this one in its place: by pip as under systemd, by the script of YunoHost's package, and by uv. Each time the
program is the new one, says so in one line of its log, and has everything that was said.

YunoHost and systemd themselves are not here: what they provide is replaced by commands that do nothing.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from app.storage.upgrading import scripts
from app.version import version
from tests.upgrade import people

ROOT = Path(__file__).parents[2]
OLD = os.environ.get("OLD") or "67838781"  # a commit of this repository
LONG = {"MIOBOE_KEEP_CASES": "36500", "MIOBOE_KEEP_UPLOADS": "36500"}
# The helpers of YunoHost that the scripts call, and commands that need root: they do nothing.
HELPERS = "chown() { :; }; yunohost() { :; }; systemctl() { :; }; "
HELPERS += "".join(
    f"ynh_{name}() {{ :; }}; " for name in ("systemctl", "config_add_nginx", "config_add_systemd", "backup")
)


def run(command: str, folder: Path, **more: str) -> None:
    """Runs lines of a shell in a folder, each of which must succeed."""
    environment = {**os.environ, **more, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    subprocess.run(["bash", "-euc", command], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)


def lines(page: str, word: str) -> list[str]:
    """The lines of a block of a page that name this word."""
    text = (ROOT / "docs" / page).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if word in line]


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder ``mioboe`` of the old and of the new version, each with its wheel."""
    places = {}
    for name in ("old", "new"):
        folder = tmp_path_factory.mktemp(name) / "mioboe"
        if name == "old":
            run(f"git clone -q --shared {ROOT} {folder} && git -C {folder} checkout -q {OLD}", ROOT)
        else:  # with what is not committed yet
            listed = "git ls-files -z --cached --others --exclude-standard"
            run(f"git clone -q --shared {ROOT} {folder} && {listed} | xargs -0 cp -p --parents -t {folder}", ROOT)
        run("rm -f mioboe-*.whl && pip wheel -q --no-deps .", folder, PATH=_path())
        places[name] = folder
    return places


def _path() -> str:
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder for one installation and its data."""
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path


def worked(command: Path, place: Path) -> people.Statement:
    """What people said in the old version."""
    with people.serving([command], place / "data", place / "old.log", **LONG) as url:
        return people.fill(url)


def holds(command: Path, place: Path, statement: people.Statement) -> None:
    """The new version runs, and has all of it."""
    assert subprocess.check_output([command, "--version"], text=True).split()[1] == version()
    with people.serving([command], place / "data", place / "new.log", **LONG) as url:
        people.check(url, statement, [place / "data"])
        assert f"Mioboe {version()}" in people.visit(url).get("/").text
    said = re.findall(r"tables \d+ → \d+", (place / "new.log").read_text("utf-8"))
    copies = [path.suffix[1:] for path in (place / "data").glob("mioboe.sqlite.0*")]
    assert said == [f"tables {before} → {scripts().get_current_head()}" for before in copies]
    assert len(said) == 1


def test_pip_as_under_systemd(sources: dict[str, Path], place: Path) -> None:
    """The lines of docs/install.md install, those of docs/upgrade.md replace."""
    home = place / "opt"
    first = [f"python3 -m venv {home}", *lines("install.md", "/opt/mioboe/bin/pip")]
    run("\n".join(line.replace("/opt/mioboe", str(home)) for line in first), sources["old"])
    statement = worked(home / "bin" / "mioboe", place)
    then = [line.replace("/opt/mioboe", str(home)) for line in lines("upgrade.md", "/opt/mioboe/bin/pip")]
    run("\n".join(then), sources["new"])
    holds(home / "bin" / "mioboe", place, statement)


def test_the_scripts_of_yunohost(sources: dict[str, Path], place: Path) -> None:
    """Its script of the new version replaces what that of the old one installed."""
    command = place / "install" / "venv" / "bin" / "mioboe"
    _yunohost("install", sources["old"], place)
    statement = worked(command, place)
    _yunohost("upgrade", sources["new"], place)
    holds(command, place, statement)


def _yunohost(name: str, source: Path, place: Path) -> None:
    """Runs a script of the package, with the wheel where its page says."""
    package = source / "packaging" / "yunohost"
    (package / "sources").mkdir(exist_ok=True)
    run("rm -f packaging/yunohost/sources/* && cp mioboe-*.whl packaging/yunohost/sources/", source)
    script = (package / "scripts" / name).read_text("utf-8").replace("source /usr/share/yunohost/helpers", HELPERS)
    values = {"install_dir": str(place / "install"), "data_dir": str(place / "data"), "app": "mioboe"}
    (place / "install").mkdir(exist_ok=True)
    run(script, package / "scripts", **values)


def test_uv(sources: dict[str, Path], place: Path) -> None:
    """The line of docs/upgrade.md replaces what that of docs/install.md installed from the same folder."""
    run(f"python3 -m venv {place}/uv && {place}/uv/bin/pip install -q uv", place)
    where = {name: str(place / name) for name in ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "UV_CACHE_DIR")}
    where["PATH"] = f"{place}/uv/bin:{os.environ['PATH']}"
    [install], [upgrade] = lines("install.md", "uv tool install"), lines("upgrade.md", "uv tool install")
    run(f"cp -a {shlex.quote(str(sources['old']))} mioboe", place)
    run(install, place, **where)
    command = place / "UV_TOOL_BIN_DIR" / "mioboe"
    statement = worked(command, place)
    run(f"rm -rf mioboe && cp -a {shlex.quote(str(sources['new']))} mioboe", place)
    run(upgrade, place, **where)
    holds(command, place, statement)
