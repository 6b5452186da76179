"""What code that took over the reading child would reach for is out of its reach; it says which layers there are.

The child runs as the same user as its parent, here as whoever runs the tests.
"""

import os
from pathlib import Path

import pytest

from app.sandbox import landlock
from app.settings import Settings
from app.storage.service import start
from tests.sandbox.test_parent import child

LAYERS = (
    *("memory", "cpu", "file-size", "open-files", "core", "parent-death", "memory-of-others", "no-new-privileges"),
    *("system-calls", "files"),
)


def attempts(*what: str) -> dict[str, str]:
    [(header, _)] = child(act="attempt", what=list(what))
    return dict(header)


def test_the_layers_of_this_machine(capsys: pytest.CaptureFixture[str]) -> None:
    """Every layer is there; only the files stay open where the kernel has no Landlock."""
    [(header, _)] = child(act="polars")
    with capsys.disabled():
        print(f"\nsandbox: {', '.join(one for one in LAYERS if one not in header['failed'])}")
        print(f"sandbox: Landlock {landlock.version() or 'is missing in this kernel'}")
    assert set(header["failed"]) == (set() if landlock.version() else {"files"})


def test_nothing_is_changed(tmp_path: Path) -> None:
    """No file is opened to write, to empty it or to make one without a name, and no memory of the parent."""
    kept = tmp_path / "kept"
    kept.write_bytes(b"kept")
    what = [f"{how}:{kept}" for how in ("write", "both", "truncate")]
    what += [f"unnamed:{tmp_path}", f"write:/proc/{os.getpid()}/mem", f"both:/proc/{os.getpid()}/mem"]
    assert attempts(*what) == dict.fromkeys(what, "PermissionError")
    assert kept.read_bytes() == b"kept"


def test_nothing_of_the_service_is_read(settings: Settings) -> None:
    """Master key, database, vault and the memory of the parent stay closed, by Landlock or, without it, to another user
    at least; the child's own modules stay open."""
    start(settings).close()
    what = [f"read:{settings.data / name}" for name in ("master.key", "mioboe.sqlite")]
    what += [f"list:{settings.blobs}", f"read:/proc/{os.getpid()}/mem", f"read:/proc/{os.getpid()}/environ"]
    if landlock.version():
        assert attempts(*what) == dict.fromkeys(what, "PermissionError")
    assert attempts(f"read:{landlock.__file__}") == {f"read:{landlock.__file__}": "done"}


def test_a_file_that_is_handed_over_is_read_all_the_same(tmp_path: Path) -> None:
    """What is closed is opening files; those that the child was given stay open."""
    given = tmp_path / "given"
    given.write_bytes(b"hello")
    fd = os.open(given, os.O_RDONLY)
    try:
        [(header, payload)] = child(files=(fd,), act="read")
    finally:
        os.close(fd)
    assert (header, bytes(payload)) == ({"size": 5}, b"hello")
    read = f"read:{given}"
    assert attempts(read)[read] == ("PermissionError" if landlock.version() else "done")
