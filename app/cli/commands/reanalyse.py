"""``mioboe reanalyse --all``: examines all cases once more, after the checks have changed."""

import argparse
import time
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain
from app.i18n import N_, nN_
from app.i18n.translate import gettext

LOOK = 1.0  # seconds between two looks at how far it is
SAY = 10.0  # seconds between two sentences that say so
WORDS = {
    "so_far": nN_("{done} of {count} case is done.", "{done} of {count} cases are done."),
    "ended": nN_("{count} case was examined once more.", "{count} cases were examined once more."),
    "failed": nN_("{count} of these failed; the log says why.", "{count} of these failed; the log says why."),
    "unsure": nN_(
        "{count} change of an account was stored by a version that knew fewer kinds: it may be about a passkey, a "
        "linked app or a way to get back in.",
        "{count} changes of accounts were stored by a version that knew fewer kinds: they may be about passkeys, "
        "linked apps or ways to get back in.",
    ),
    "again": N_(
        "That shows once a newer file that still lists such changes is handed in, or the stored one is removed and "
        "handed in again."
    ),
    "service": N_(
        "The service that runs on this folder does the work. This may be stopped and goes on when called again."
    ),
    "workers": N_("The workers do the work. This may be stopped and goes on when called again."),
}


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("reanalyse", help="examine cases once more, after the checks have changed")
    parser.add_argument("--all", action="store_true", required=True, help="all cases; goes on where it was cut off")
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Requests the examinations, executes them where no other process does, and reports the progress."""
    from app import logs
    from app.cannot_start import START_SENTENCES, CannotStart
    from app.cases.workers.runner import Runner
    from app.settings import load
    from app.storage import service

    lang = system_language()
    runner = None
    try:
        settings = load()
        logs.begin(settings.log)
        try:
            here = service.start(settings)
        except CannotStart as reason:
            if reason.sentence != START_SENTENCES["in_use"]:
                raise
            here = service.beside(settings)
            complain(WORDS["service"], lang)
        else:
            if here.shared:
                complain(WORDS["workers"], lang)
            else:
                runner = Runner(here)
                runner.start()
    except CannotStart as reason:
        complain(reason.sentence, lang, **reason.values)
        return 2
    try:
        return _watch(here, runner, lang)
    finally:
        if runner is not None:
            runner.stop()
        here.close()


def _watch(here: Any, runner: Any, lang: str) -> int:
    from app.cases.files.unsure import unsure_changes
    from app.cases.operation import reanalyse

    begun, reported_at = reanalyse.begin(here), time.monotonic()
    while not (progress := reanalyse.go_on(here, begun)).ended:
        if runner is not None:
            runner.wake()
        if time.monotonic() - reported_at >= SAY:
            complain(WORDS["so_far"], lang, done=str(progress.done), count=progress.total)
            reported_at = time.monotonic()
        time.sleep(LOOK)
    print(gettext(WORDS["ended"], lang, count=progress.total))
    if progress.failed:
        complain(WORDS["failed"], lang, count=progress.failed)
    if unsure := unsure_changes(here):
        print(gettext(WORDS["unsure"], lang, count=unsure), gettext(WORDS["again"], lang), sep="\n")
    return 0
