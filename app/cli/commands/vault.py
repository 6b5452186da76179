"""``mioboe vault``: lists blobs in the vault that belong to nothing."""

import argparse
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain
from app.i18n import N_, nN_
from app.i18n.translate import gettext

WORDS = {
    "orphans": nN_(
        "{count} file that nothing belongs to was removed.", "{count} files that nothing belongs to were removed."
    ),
    "parts": nN_("{count} unfinished upload was removed.", "{count} unfinished uploads were removed."),
    "rule": N_(
        "Unfinished uploads can be removed only with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. "
        "Give the bucket a rule that ends them after 2 days."
    ),
    "away": N_("The vault does not answer properly, or refuses: {reason}. Try again later."),
}


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("vault", help="the encrypted files of the cases")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    help_text = "remove what was left over for a day: files without a case, unfinished uploads in a bucket"
    what.add_parser("clean", help=help_text).set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Removes the leftovers, also while services run; status 2, with a sentence, where that fails."""
    from obstore.exceptions import BaseError

    from app.cannot_start import CannotStart
    from app.cases.files.erase import remove_orphans
    from app.settings import load
    from app.storage import service, unfinished
    from app.storage.vault import ABANDONED

    lang = system_language()
    try:
        here = service.beside(load())
        try:
            print(gettext(WORDS["orphans"], lang, count=remove_orphans(here, ABANDONED, ABANDONED)))
            parts = unfinished.give_up(here.settings, ABANDONED) if here.settings.vault else 0
        finally:
            here.close()
    except CannotStart as reason:
        complain(reason.sentence, lang, **reason.values)
        return 2
    except (OSError, BaseError) as error:
        complain(WORDS["away"], lang, reason=str(error).partition("\n")[0])
        return 2
    if parts is None:
        complain(WORDS["rule"], lang)
    elif parts:
        print(gettext(WORDS["parts"], lang, count=parts))
    return 0
