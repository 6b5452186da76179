"""Children are forked from a process that has loaded their modules: they share nothing else with each other."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import closing
from typing import Any

import pytest

from app.sandbox import start
from app.sandbox.parent import ChildProcess, Killed
from app.sandbox.template import NUMBER
from tests.sandbox.test_parent import child

MODULE = "tests.sandbox.misbehave"
ALONE = ["socket", "device", "device", "pipe", "pipe"]  # jobs, two outputs that are discarded, its end, answers


def parent_of(pid: int) -> int:
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        return int(file.read().rpartition(")")[2].split()[1])


def test_a_child_has_nothing_of_another() -> None:
    """While one child holds a file, the next from the same template has neither that nor a socket of it."""
    with tempfile.TemporaryFile() as file, closing(ChildProcess(MODULE)) as first:
        next(iter(first.run({"act": "loop"}, (file.fileno(),), 30)))
        with closing(ChildProcess(MODULE)) as second:
            [(header, _)] = second.run({"act": "descriptors"}, (), 30)
            assert sorted(header["open"]) == sorted(ALONE)
            assert parent_of(first.pid) == start._templates[MODULE].process.pid


def test_a_template_that_was_ended_is_started_anew() -> None:
    """Its children end with it, which is no fault of a file, and the next child comes from another."""
    with closing(ChildProcess(MODULE)) as first:
        frames = first.run({"act": "loop"}, (), 30)
        next(frames)
        template = start._templates[MODULE].process
        os.kill(template.pid, signal.SIGKILL)
        with pytest.raises(Killed) as killed:
            next(frames)
    assert killed.value.reason == "busy"
    assert child(act="limits", allowances=[])
    assert start._templates[MODULE].process is not template


def test_other_settings_need_another_template(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child gets of the settings is that of the moment at which it starts; a child that runs is left alone."""
    with closing(ChildProcess(MODULE)) as first:
        frames = first.run({"act": "many", "count": 2}, (), 30)
        template = start._templates[MODULE].process
        monkeypatch.setenv("MIOBOE_LAYOUTS", "/nowhere")
        child(act="limits", allowances=[])
        assert start._templates[MODULE].process is not template
        assert [header["number"] for header, _ in frames] == [0, 1]
    assert template.wait(100) == 0


def test_a_template_that_nobody_asks_ends() -> None:
    """Who asked before it ended is answered, and who asks later knows that nobody is there."""
    requests, its = socket.socketpair()
    ours, answers = socket.socketpair()
    code = (
        "from app.sandbox import template; template.IDLE_S = 0; template.fork_for_each_request(); raise SystemExit(7)"
    )
    with requests, ours, its, answers:
        socket.send_fds(requests, [b"+"], [its.fileno(), answers.fileno()])
        with subprocess.Popen([sys.executable, "-c", code], stdin=its.fileno()) as template:
            its.close()
            answers.close()
            pid, status = (NUMBER.unpack(ours.recv(NUMBER.size))[0] for _ in range(2))
            assert (status, template.wait(100)) == (7, 0)
            assert pid != template.pid
        with pytest.raises(BrokenPipeError):
            requests.send(b"+")


@pytest.mark.parametrize(
    ("job", "reason"), [({"act": "abort"}, "crash"), ({"act": "memory"}, "memory"), ({"act": "short"}, "cut")]
)
def test_without_forking(monkeypatch: pytest.MonkeyPatch, job: dict[str, Any], reason: str) -> None:
    """On a system where a process with its libraries cannot be forked every child is a process of its own, and ends in
    the same ways."""
    monkeypatch.setattr(start, "_FORKS", False)
    with closing(ChildProcess(MODULE)) as alone:
        assert parent_of(alone.pid) == os.getpid()
        with pytest.raises(Killed) as killed:
            list(alone.run(job, (), 30))
        assert killed.value.reason == reason
    with closing(ChildProcess(MODULE)) as endless:
        next(iter(endless.run({"act": "loop"}, (), 30)))
        pid = endless.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    monkeypatch.undo()
    start._templates.pop(MODULE).end()
