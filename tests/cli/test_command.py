"""The command line as a whole: its help, its version, and what it costs to start."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import made
from app.cli import command
from app.i18n.languages import LANGUAGES
from app.version import version

ROOT = Path(__file__).parents[2]
COMMANDS = ROOT / "app" / "cli" / "commands"
THREADS = """
import ctypes, sys, threading
from app.loading import one_heap
if sys.argv[1] == "one":
    one_heap()
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
at_once = threading.Barrier(4)
def take():
    libc.malloc(100)
    at_once.wait()
for thread in [threading.Thread(target=take) for _ in range(4)]:
    thread.start()
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
libc.fflush(None)
"""
CIPHER = """
import io, pyrage, sys
from pyrage.x25519 import Identity
from types import SimpleNamespace
from app.cli import command
from app.storage.streams import Tap

def run(_):
    key = Identity.generate()
    sealed = pyrage.encrypt(bytes(8 << 20), [key.to_public()])
    Tap(lambda out: pyrage.decrypt_io(io.BytesIO(sealed), out, [key])).next()
    print("begun")
    if sys.argv[1] == "raise":
        raise LookupError
    if sys.argv[1] == "exit":
        raise SystemExit(2)
    return int(sys.argv[1])

def register(subcommands):
    for word in ("0", "2", "exit", "raise"):
        subcommands.add_parser(word).set_defaults(run=run)

command.subcommands = lambda: [SimpleNamespace(register=register)]
command.main()
"""
HEAVY = ("polars", "babel", "fastapi", "yaml", "importlib.metadata")


def run(*arguments: str, lang: str = "en", options: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """``python -m app`` in a process of its own."""
    command = [sys.executable, *options, "-m", "app", *arguments]
    environment = {"LC_ALL": f"{lang}.UTF-8", "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_version_is_the_same_in_both_languages(lang: str) -> None:
    """``--version`` prints the number of the installed package."""
    shown = run("--version", lang=lang)
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, f"mioboe {version()}\n", "")


def test_help_names_every_command_and_imports_nothing_heavy() -> None:
    """``--help`` answers at once: what a command needs is imported when it runs."""
    shown = run("--help", options=("-X", "importtime"))
    assert shown.returncode == 0
    modules = {file.stem for file in COMMANDS.glob("[!_]*.py")}
    assert modules <= {*re.findall(r"^    (\w+) ", shown.stdout, re.MULTILINE)}
    imported = {line.rpartition("|")[2].strip() for line in shown.stderr.splitlines()}
    assert "argparse" in imported
    assert not imported.intersection(HEAVY)


def test_wrong_usage() -> None:
    """Without a command, or with an unknown one, the status is 2."""
    assert run().returncode == 2
    assert run("evaluate").returncode == 2


@pytest.mark.parametrize(("how", "heaps"), [("one", {1}), ("as it is", {2, 3, 4, 5})])
def test_threads_share_one_heap(how: str, heaps: set[int]) -> None:
    """A service of many threads does not keep free memory for each of them (glibc)."""
    printed = subprocess.run([sys.executable, "-c", THREADS, how], capture_output=True, text=True, check=True).stdout
    assert printed.count("<heap nr=") in heaps


@pytest.mark.parametrize(("how", "status"), [("0", 0), ("2", 2), ("exit", 2), ("raise", 1)])
def test_a_command_ends_while_a_cipher_works(how: str, status: int) -> None:
    """However a command ends, its status is what it says, and what it wrote is there: a thread of the cipher that is
    left does not abort the process."""
    done = subprocess.run([sys.executable, "-c", CIPHER, how], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (status, "begun\n"), done.stderr
    assert ("LookupError" in done.stderr) == (how == "raise")


@pytest.mark.parametrize(("locale", "sentences"), [("", 2), ("C.UTF-8", 2), ("en_GB.UTF-8", 1), ("ja_JP.UTF-8", 1)])
def test_the_address_is_said_in_english_where_no_language_is_named(tmp_path: Path, locale: str, sentences: int) -> None:
    """On a machine without a language the Japanese line has an English one below it."""
    known = {"PATH": os.environ["PATH"], "MIOBOE_DATA": str(tmp_path / "data"), "LANG": locale}
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, env=known, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        lines = [process.stderr.readline() for _ in range(sentences + 1)]
        process.terminate()
    assert ["http://localhost:" in line for line in lines] == [True] * sentences + [False]
    assert ("Mioboe is at" in lines[sentences - 1]) == (locale != "ja_JP.UTF-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_clone_in_which_nothing_was_made_says_what_to_do(
    lang: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command of a clone without compiled catalogues names ``make install`` in one sentence, in English where the
    other language is what is missing."""
    gone = tmp_path / "messages.mo"
    monkeypatch.setenv("LC_ALL", "ja_JP.UTF-8")
    monkeypatch.setitem(made.CATALOGUES, lang, gone)
    with pytest.raises(SystemExit) as ended:
        command.main(["plan"])
    assert ended.value.code == 2
    [line] = capsys.readouterr().err.splitlines()
    assert str(gone) in line
    assert "make install" in line
    assert ("Run" in line) == (lang == "ja")
