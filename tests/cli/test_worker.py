"""``mioboe worker``: how it is stopped. What it carries out is tested with several of them (``tests/cases``)."""

import os
import subprocess
import sys

REQUESTS = """
import os, signal, sys, threading
from app.cli.worker import stop_requests

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


def test_every_request_to_stop_is_heard() -> None:
    """Whenever it comes, also in the moment in which the process begins to wait for it."""
    asked = subprocess.run([sys.executable, "-c", REQUESTS], stdout=subprocess.PIPE, timeout=60, env=os.environ)
    assert asked.stdout == b"heard"
