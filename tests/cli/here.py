"""The command in this process: a process of its own takes a second to begin, and only `test_command` is about that."""

import io
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from app.cli.command import main


def run(*given: str | Path, lang: str = "en") -> "subprocess.CompletedProcess[str]":
    """The exit status of ``mioboe`` with these words, and what it writes."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("LC_ALL", f"{lang}.UTF-8")
        with pytest.raises(SystemExit) as ended:
            main([*map(str, given)])
    written = [one.buffer.getvalue().decode() for one in (out, err)]
    return subprocess.CompletedProcess(given, int(ended.value.code or 0), *written)
