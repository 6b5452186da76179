"""The language in which a command answers."""

import argparse
import os

from app.i18n.languages import DEFAULT, LANGUAGES


def system_language() -> str:
    """The language of this computer if it is one of ours, else the default."""
    return _named() or DEFAULT


def names_our_language() -> bool:
    """Whether this computer names one of our languages."""
    return bool(_named())


def _named() -> str:
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    code = locale[:2].lower()
    return code if code in LANGUAGES else ""


def add_language_option(parser: argparse.ArgumentParser) -> None:
    """Adds ``--lang``; ``arguments.lang`` is None where it is not given."""
    parser.add_argument("--lang", choices=LANGUAGES, help=f"default: the language of this computer, else {DEFAULT}")
