"""The parser of the command line and its dispatch to the subcommands.

Exit status: 0 done (whatever was reported), 2 wrong usage or nothing readable; 1 is for ``verify`` (a bundle that was
changed) and ``doctor`` (something is wrong), 3 for ``verify`` without the number of the key. A subcommand is a module
of ``app.cli.commands`` with ``register(subcommands)`` and ``run(arguments) -> int``; it imports what it needs inside
``run``, so that ``--help`` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from app.cli import commands
from app.cli.language import system_language
from app.cli.output import complain, visible
from app.cli.paths import LAYOUTS
from app.i18n import N_
from app.i18n.languages import SOURCE
from app.made import CATALOGUES, missing
from app.stopping import leave

CONTENT = N_("The files of the checklists hold values that are wrong. Correct them, and start again:")
UNMADE = N_(
    "What is made from the sources is missing here, such as {path}. Run “make install” in the folder of the sources "
    "first."
)
AWAY = N_(
    "The database or the vault does not answer, so this was not done to its end. Please try again in a few minutes."
)


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the command line and ends the process with the exit status. Without ``argv`` it takes the arguments of this
    process, which ends even while threads still run; with ``argv`` it raises ``SystemExit``."""
    try:
        status = _carried_out(argv)
    except Exception:
        if argv is not None:
            raise
        sys.excepthook(*sys.exc_info())
        status = 1
    except SystemExit as ended:
        if argv is not None or not isinstance(ended.code, int):
            raise
        status = ended.code
    if argv is None:
        leave(status)
    sys.exit(status)


def _carried_out(argv: Sequence[str] | None) -> int:
    arguments = _parser().parse_args(argv)
    if unmade := missing():
        lang = system_language()
        complain(UNMADE, SOURCE if CATALOGUES[lang] in unmade else lang, path=str(unmade[0]))
        return 2
    try:
        if os.environ.get(LAYOUTS) and not arguments.fits_layouts:
            from app.importers.layouts.stored import added

            added()
        status: int = arguments.run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, for example `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    except Exception as error:
        if _is_content(error):
            complain(CONTENT, system_language())
            print(visible(str(error)), file=sys.stderr)
        elif os.environ.get(LAYOUTS) and _says_layout(error):
            pass
        elif _is_away(error):
            complain(AWAY, system_language())
        else:
            raise
        status = 2
    return status


def _says_layout(error: Exception) -> bool:
    """Whether a layout that this installation adds cannot be used; says what is wrong with it."""
    from app.importers.layouts.parse import LayoutError

    if not isinstance(error, LayoutError):
        return False
    complain(error.message, system_language(), **error.values)
    return True


def _is_content(error: Exception) -> bool:
    """Whether the error is a wrong value in a file of content. Its text has one line for each value, with its place."""
    from checklists.schema import ContentError

    return isinstance(error, ContentError)


def _is_away(error: Exception) -> bool:
    """Whether the database or the bucket could not be reached, which is not a fault of the command."""
    from obstore.exceptions import BaseError
    from sqlalchemy.exc import InterfaceError, OperationalError
    from sqlalchemy.exc import TimeoutError as NoConnection

    return isinstance(error, BaseError | InterfaceError | OperationalError | NoConnection)


class _Version(argparse.Action):
    """Looks the version up only when it is asked for, because that import is slow."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from app.version import version

        print("mioboe", version())
        parser.exit()


def subcommands() -> list[ModuleType]:
    """The module of each subcommand, in the order of the alphabet, which is that of ``--help``."""
    return [import_module(f"{commands.__name__}.{module.name}") for module in iter_modules(commands.__path__)]


@cache
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mioboe",
        description="Find what you do not recognise in your own account histories, and what to do about it.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    parser.set_defaults(fits_layouts=False)  # True: the command itself looks whether the layouts fit
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in subcommands():
        module.register(added)
    return parser
