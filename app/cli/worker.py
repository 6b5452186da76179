"""``mioboe worker``: reads the files that were handed in, with any number of other processes. It needs PostgreSQL."""

import argparse
import os
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain
from app.i18n import N_
from app.loading import loading, one_heap

READY = N_("The worker is ready (stop it with Ctrl+C)")


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("worker", help="read the files that were handed in, with other processes")
    parser.add_argument("--runs", type=int, default=2, choices=range(1, 65), metavar="N", help="cases at the same time")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Works until the process is stopped; what is under way then goes back into the queue."""
    import signal
    import threading

    one_heap()
    with loading():
        from app import logs
        from app.cannot_start import CannotStart
        from app.cases.worker import Worker
        from app.settings import load
        from app.storage import service

    lang = system_language()
    ended = threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: ended.set())
    try:
        settings = load()
        logs.begin(settings.log)
        if not settings.is_shared:
            raise CannotStart("worker")
        here = service.start(settings)
    except CannotStart as reason:
        complain(reason.sentence, lang, **reason.values)
        return 2
    worker = Worker(here, arguments.runs)
    worker.start()
    complain(READY, lang)
    ended.wait()
    if not worker.stop():  # its run is back in the queue, and to wait for its thread could take minutes
        os._exit(0)
    here.close()
    return 0
