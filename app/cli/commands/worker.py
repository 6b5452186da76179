"""``mioboe worker``: reads the files that were handed in, with any number of other processes. It needs PostgreSQL."""

import argparse
import os
from collections.abc import Callable
from typing import Any

from app.cli.language import system_language
from app.i18n import N_
from app.loading import loading, one_heap

READY = N_("The worker is ready (stop it with Ctrl+C)")


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("worker", help="read the files that were handed in, with other processes")
    parser.add_argument("--runs", type=int, default=2, metavar="N", help="cases at the same time")
    parser.set_defaults(run=run)


def stop_requests() -> Callable[[], None]:
    """Catches SIGTERM and SIGINT from now on, and returns a function that waits for the first of them.

    The interpreter writes them into a pipe. A handler that sets an event could dead-lock: it may run in the middle of
    the wait for that event, while the event's lock is held.
    """
    import signal

    read, write = os.pipe()
    os.set_blocking(write, False)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)

    def wait() -> None:
        os.read(read, 1)

    return wait


def run(arguments: argparse.Namespace) -> int:
    """Works until the process is stopped; unfinished runs then go back into the queue."""
    one_heap()
    with loading():
        from app import logs
        from app.cannot_start import CannotStart
        from app.cases.workers import carry
        from app.cases.workers.worker import Worker
        from app.i18n.translate import gettext
        from app.settings import MOST_RUNS, load
        from app.stopping import end_in_time
        from app.storage import service
        from checklists.content import check_content

        carry.prepare()
    check_content()
    lang, kind = system_language(), logs.KINDS[0]
    try:
        settings = load()
        logs.begin(kind := settings.log)
        if not settings.is_shared:
            raise CannotStart("worker")
        if not 1 <= arguments.runs <= MOST_RUNS:
            raise CannotStart("range", name="--runs", value=str(arguments.runs), least="1", most=str(MOST_RUNS))
        here = service.start(settings)
    except CannotStart as reason:
        logs.say(gettext(reason.sentence, lang, **reason.values), kind, fault=True)
        return 2
    wait = stop_requests()  # until here nothing is under way, and a signal ends it
    worker = Worker(here, arguments.runs)
    worker.start()
    logs.say(gettext(READY, lang), kind)
    wait()
    end_in_time(lambda: True)
    if worker.stop():
        here.close()
    os._exit(0)  # runs are back in the queue, and to wait for a thread that is still busy could take minutes
