"""``mioboe keys``: the master keys, which lock everything that is stored."""

import argparse
from collections.abc import Callable
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain
from app.i18n import N_, nN_
from app.i18n.translate import gettext

WORDS = {
    "none": N_("There is no master key yet. The service makes one when it starts for the first time."),
    "current": N_("current"),
    "older": N_("older"),
    "missing": N_("missing"),
    "unknown": N_("not known"),
    "locked": nN_("{count} key was locked anew.", "{count} keys were locked anew."),
    "rotated": N_("The current master key is {id}. Make a copy of it now, and keep it in another place than the data."),
    "broken": nN_(
        "{count} key was damaged before and stays as it is.", "{count} keys were damaged before and stay as they are."
    ),
    "next": N_("The older keys are still there. “mioboe keys forget” destroys them."),
    "forgotten": N_("The older keys are destroyed. What they locked in older backups cannot be opened without a copy."),
}


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("keys", help="the master keys, which lock everything that is stored")
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    for name, help_text, does in (
        ("list", "which keys there are, and how much each of them locks", _list),
        ("new", "print a new key, for MIOBOE_KEY, MIOBOE_KEY_FILE or MIOBOE_KEY_COMMAND", _new),
        ("rotate", "make a new key and lock everything with it; goes on where it was cut off", _rotate),
        ("forget", "destroy the older keys once nothing needs them", _forget),
    ):
        what.add_parser(name, help=help_text).set_defaults(run=run, does=does)


def run(arguments: argparse.Namespace) -> int:
    """Runs one of the commands; status 2, with a sentence, where that fails."""
    from app.cannot_start import CannotStart

    lang = system_language()
    does: Callable[[str], int] = arguments.does
    try:
        return does(lang)
    except CannotStart as reason:
        complain(reason.sentence, lang, **reason.values)
        return 2


def _new(lang: str) -> int:
    from app.storage.keys import new_key

    print(new_key())
    return 0


def _list(lang: str) -> int:
    from app.settings import load
    from app.storage import database, rotation, service
    from app.storage.keys import configured_keys

    settings = load()
    keys = configured_keys(settings)
    if keys is None:
        print(gettext(WORDS["none"], lang))
        return 0
    with service.what_to_mend(settings):
        used = rotation.in_use(database.connect(settings.database_url)) if service.was_started(settings) else {}
    for id_ in (*keys.ids, *sorted(set(used) - set(keys.ids))):
        word = "current" if id_ == keys.id else "older" if id_ in keys.ids else "missing" if id_ else "unknown"
        print(f"{id_ or '-':16}  {used.get(id_, 0):6}  {gettext(WORDS[word], lang)}")
    return 0


def _rotate(lang: str) -> int:
    from app.settings import load
    from app.storage import rotation, service

    here = service.start(load(), alone=True)
    try:
        keys, done, broken = rotation.rotate(here.engine, here.settings, here.vault.keys)
    finally:
        here.close()
    print(gettext(WORDS["locked"], lang, count=done))
    print(gettext(WORDS["rotated"], lang, id=keys.id))
    if broken:
        complain(WORDS["broken"], lang, count=broken)
    elif len(keys.identities) > 1:
        print(gettext(WORDS["next"], lang))
    return 0


def _forget(lang: str) -> int:
    from app.settings import load
    from app.storage import rotation, service

    here = service.start(load(), alone=True)
    try:
        rotation.forget_older(here.engine, here.settings, here.vault.keys)
    finally:
        here.close()
    print(gettext(WORDS["forgotten"], lang))
    return 0
