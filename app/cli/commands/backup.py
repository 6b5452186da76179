"""``mioboe backup``, ``mioboe restore`` and ``mioboe backups``: one encrypted file with everything, and back."""

import argparse
import sys
from pathlib import Path
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain, visible
from app.i18n import N_, nN_
from app.i18n.translate import gettext

SHORT = 12  # characters; a passphrase below that can be guessed by somebody who has the file and time
WORDS = {
    "ask": N_("Passphrase of the backup: "),
    "again": N_("The same once more: "),
    "short": nN_(
        "The passphrase has only {count} character. Anyone who has the file can try many; better use several words.",
        "The passphrase has only {count} characters. Anyone who has the file can try many; better use several words.",
    ),
    "made": N_("{path} is complete and was read back: {size}, the state of {at}. Only the passphrase opens it."),
    "restored": N_("Restored into {place}: the state of {at}. “mioboe serve” starts it."),
    "cases": nN_("It holds {count} case.", "It holds {count} cases."),
    "missing": nN_(
        "{count} stored file was missing or damaged before the backup was made.",
        "{count} stored files were missing or damaged before the backup was made.",
    ),
    "listed": nN_(
        "{count} thing that was erased later was left out.", "{count} things that were erased later were left out."
    ),
    "unlisted": N_(
        "No list of what was erased was given, so what was erased after that moment is back. "
        "If there is such a list (tombstones.txt), restore again with --tombstones."
    ),
    "none": N_("No backup was made yet."),
    "columns": N_("made (UTC)        size        cases  missing  file"),
}


def register(subcommands: Any) -> None:
    """Adds the three subcommands to the parser."""
    backup = subcommands.add_parser("backup", help="write everything into one encrypted file, while the service runs")
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = subcommands.add_parser("restore", help="make an installation of a backup, where nothing is yet")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--tombstones",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a list of what was erased since, so that it does not come back; may be given several times",
    )
    for parser, does in ((backup, _backup), (restore, _restore)):
        parser.add_argument("--passphrase-file", type=Path, metavar="FILE", help="its first line is the passphrase")
        parser.set_defaults(run=run, does=does)
    subcommands.add_parser("backups", help="list the backups that were made").set_defaults(run=run, does=_list)


def run(arguments: argparse.Namespace) -> int:
    """Runs one of the commands; status 2, with a sentence, where that fails."""
    from app.cannot_start import CannotStart
    from app.cases.backup.problems import CannotBackUp

    lang = system_language()
    try:
        arguments.does(arguments, lang)
    except (CannotStart, CannotBackUp) as reason:
        complain(reason.sentence, lang, **reason.values)
        return 2
    return 0


def _backup(arguments: argparse.Namespace, lang: str) -> None:
    from app.cases.backup import make
    from app.cases.backup.problems import CannotBackUp
    from app.i18n.formats import binary_size
    from app.settings import load
    from app.storage.service import attached, was_started

    settings = load()
    if not was_started(settings):
        raise CannotBackUp("nothing", path=settings.data)
    if arguments.file.exists():
        raise CannotBackUp("exists", path=arguments.file)
    passphrase = _passphrase(arguments.passphrase_file, lang, twice=True)
    if len(passphrase) < SHORT:
        complain(WORDS["short"], lang, count=len(passphrase))
    service = attached(settings)
    try:
        row = make.make(service, arguments.file, passphrase)
    finally:
        service.close()
    at = f"{row.at:%Y-%m-%d %H:%M:%S} UTC"
    print(visible(gettext(WORDS["made"], lang, path=arguments.file, size=binary_size(row.size), at=at)))
    _tell(row.cases, row.missing, lang)


def _restore(arguments: argparse.Namespace, lang: str) -> None:
    from app.cases.backup.restore import restore
    from app.settings import load

    settings = load()
    passphrase = _passphrase(arguments.passphrase_file, lang, twice=False)
    done = restore(settings, arguments.file, passphrase, arguments.tombstones)
    at = done.at[:19].replace("T", " ") + " UTC"
    print(visible(gettext(WORDS["restored"], lang, place=settings.data, at=at)))
    _tell(done.cases, done.missing, lang)
    if done.listed:
        print(gettext(WORDS["listed"], lang, count=done.listed))
    elif not arguments.tombstones:
        complain(WORDS["unlisted"], lang)


def _tell(cases: int, missing: int, lang: str) -> None:
    print(gettext(WORDS["cases"], lang, count=cases))
    if missing:
        complain(WORDS["missing"], lang, count=missing)


def _list(_arguments: argparse.Namespace, lang: str) -> None:
    from app.cases.backup.made import backups
    from app.i18n.formats import binary_size
    from app.settings import load
    from app.storage.service import attached, was_started

    settings = load()
    rows = []
    if was_started(settings):
        service = attached(settings)
        try:
            rows = backups(service)
        finally:
            service.close()
    if not rows:
        print(gettext(WORDS["none"], lang))
        return
    print(gettext(WORDS["columns"], lang))
    for row in rows:
        print(
            visible(f"{row.at:%Y-%m-%d %H:%M}  {binary_size(row.size):>10}  {row.cases:5}  {row.missing:7}  {row.name}")
        )


def _passphrase(path: Path | None, lang: str, twice: bool) -> str:
    """The passphrase from its file, else from the terminal. ``CannotBackUp`` where it is missing."""
    import getpass

    from app.cases.backup.problems import CannotBackUp

    if path is not None:
        try:
            passphrase = path.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise CannotBackUp("passphrase_file", path=path, reason=reason) from error
    elif sys.stdin.isatty():
        passphrase = getpass.getpass(gettext(WORDS["ask"], lang))
        if twice and passphrase != getpass.getpass(gettext(WORDS["again"], lang)):
            raise CannotBackUp("passphrase_differs")
    else:
        raise CannotBackUp("passphrase_ask")
    if not passphrase:
        raise CannotBackUp("passphrase_empty")
    return passphrase
