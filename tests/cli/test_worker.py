"""``mioboe worker``: how it is stopped. What it carries out is tested with several of them (``tests/cases``)."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import ENGLISH

REQUESTS = """
import os, signal, sys, threading
from app.cli.commands.worker import stop_requests

wait = stop_requests()
for moment in range(20):  # the steps of Python that the wait is made of, and after them
    left = moment

    def step(*_):
        global left
        left -= 1
        if left == -1:
            signal.raise_signal(signal.SIGTERM)
        return step

    late = threading.Timer(0.03, lambda: left >= 0 and os.kill(os.getpid(), signal.SIGINT))
    late.start()
    sys.settrace(step)
    wait()
    sys.settrace(None)
    late.join()
os.write(1, b"heard")
os._exit(0)
"""


def test_what_it_says_in_a_log_of_json(tmp_path: Path) -> None:
    """Why it cannot start is a line of the log, as every other line."""
    given = {**os.environ, **ENGLISH, "MIOBOE_LOG": "json", "MIOBOE_DATABASE": "", "MIOBOE_DATA": str(tmp_path)}
    code = "from app.cli import main; main(['worker'])"
    ended = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, timeout=60, env=given)
    assert ended.returncode == 2
    line = json.loads(ended.stderr)
    assert (line["level"], "needs PostgreSQL" in line["message"]) == ("error", True)


def test_every_request_to_stop_is_heard() -> None:
    """Whenever it comes, also in the moment in which the process begins to wait for it."""
    asked = subprocess.run([sys.executable, "-c", REQUESTS], stdout=subprocess.PIPE, timeout=60, env=os.environ)
    assert asked.stdout == b"heard"
