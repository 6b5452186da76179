"""The child process can be trusted with hostile bytes: it cannot reach out, and its death is one plain reason."""

import io
import os
import signal
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.sandbox.parent import ChildProcess, Killed, Pieces, run

Frames = list[tuple[dict[str, Any], bytes | bytearray]]


def child(expected_s: float = 30, files: tuple[int | Pieces, ...] = (), **job: Any) -> Frames:
    return list(run(job, files, expected_s, "tests.sandbox.misbehave"))


def test_polars_works_with_all_protections() -> None:
    """Polars runs its threads under every limit, and on Linux none of the protections is missing."""
    [(header, payload)] = child(act="polars")
    assert header == {"failed": []}
    assert pl.read_ipc(io.BytesIO(payload))["len"].sum() == 1_000_000


def test_network_programs_and_files_are_out_of_reach(tmp_path: Path) -> None:
    """A forbidden system call fails: sockets, programs, processes, signals and changes to files are all refused."""
    what = ["socket", "connect", "exec", "spawn", "fork", "create", "unlink"]
    what += ["folder", "rename", "mode", "link", "signal", "io_uring_setup"]
    [(header, _)] = child(act="attempt", what=what)
    assert header == dict.fromkeys(what, "PermissionError")
    assert not Path("forbidden-file").exists()


def test_the_child_reads_the_descriptor_it_is_given() -> None:
    """Bytes reach the child through a descriptor; no other open file of the parent does."""
    with tempfile.TemporaryFile() as file:
        file.write(b"hello")
        file.flush()
        [(header, payload)] = child(files=(file.fileno(),), act="read")
    assert (header, bytes(payload)) == ({"size": 5}, b"hello")


def test_writing_to_a_given_file_is_stopped() -> None:
    """Even a descriptor that is open for writing cannot be written to."""
    with tempfile.TemporaryFile() as file:
        with pytest.raises(Killed) as killed:
            child(files=(file.fileno(),), act="write")
        assert killed.value.reason == "crash"
        assert os.fstat(file.fileno()).st_size == 0


@pytest.mark.parametrize(
    ("job", "reason"),
    [
        ({"act": "memory", "memory": 700}, "memory"),
        ({"act": "abort"}, "crash"),
        ({"act": "segfault"}, "crash"),
        ({"act": "loop", "allow": 1}, "time"),
        ({"act": "short"}, "cut"),
        ({"act": "huge"}, "cut"),
    ],
)
def test_every_death_has_a_reason(job: dict[str, Any], reason: str) -> None:
    """A memory bomb, an abort, a fault, a busy loop and a lying stream all end as ``Killed`` with a reason."""
    with pytest.raises(Killed) as killed:
        child(**job)
    assert killed.value.reason == reason


def test_the_wall_clock_is_ten_times_as_long_and_blames_the_machine() -> None:
    """A child that does not come to its limit of processor time is given up, because the machine leaves it waiting."""
    with pytest.raises(Killed) as killed:
        child(expected_s=0.1, act="loop", cpu_s=100_000)
    assert killed.value.reason == "busy"


def test_a_child_ended_from_outside_was_not_at_fault() -> None:
    """A machine that is out of memory ends what it likes."""
    with closing(ChildProcess("tests.sandbox.misbehave")) as one:
        frames = one.run({"act": "loop"}, (), 30)
        next(frames)
        os.kill(one.pid, signal.SIGKILL)
        with pytest.raises(Killed) as killed:
            next(frames)
    assert killed.value.reason == "busy"


def test_the_limit_begins_anew_with_each_file() -> None:
    """The processor time for a file counts from its beginning, and never reaches beyond that of the whole process."""
    [(header, _)] = child(act="limits", cpu_s=500, allowances=[5, 100, 7, 10_000])
    soft, hard = header["soft"], header["hard"]
    assert [limit - soft[0] + 5 for limit in soft[1:3]] == [100, 7]
    assert (soft[3], hard) == (500, 501)


def test_the_frame_bye_ends_the_answer() -> None:
    """After ``bye`` the parent does not wait for the child, and everything it sent counts."""
    assert [head for head, _ in child(expected_s=3, act="bye")] == [{"k": "bye"}]


def test_frames_before_a_death_arrive() -> None:
    """What was sent before the child died is delivered, so that finished members count."""
    frames = run({"act": "abort"}, (), 30, "tests.sandbox.misbehave")
    assert next(frames)[0] == {"before": 1}
    with pytest.raises(Killed):
        next(frames)


def children(of: str = "self") -> set[str]:
    """The processes that this one has started, those of other tests and the children of these included."""
    tasks = Path(f"/proc/{of}/task").iterdir()
    own = {child for task in tasks for child in (task / "children").read_text().split()}
    return own.union(*map(children, own))


def test_closing_early_ends_the_child() -> None:
    """A consumer that stops early leaves no process and no open descriptor behind."""
    child(act="limits", allowances=[])  # so that its template runs
    before, others = set(os.listdir("/proc/self/fd")), children()
    frames = run({"act": "many", "count": 100_000}, (), 30, "tests.sandbox.misbehave")
    assert [next(frames)[0]["number"] for _ in range(3)] == [0, 1, 2]
    assert len(children()) == len(others) + 1
    frames.close()
    assert set(os.listdir("/proc/self/fd")) == before
    assert children() == others


def test_a_missing_module_is_a_crash() -> None:
    """A child that cannot even start is distinguished from an empty answer."""
    with pytest.raises(Killed) as killed:
        list(run({}, (), 10, "tests.reader.no_such_module"))
    assert killed.value.reason == "crash"
