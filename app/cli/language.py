"""The language in which a command answers."""

import argparse
import os

LANGUAGES = ("ja", "en")


def system_language() -> str:
    """The language of this computer where it is English, else Japanese."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if locale.lower().startswith("en") else "ja"


def add_language_option(parser: argparse.ArgumentParser) -> None:
    """Adds ``--lang``; ``arguments.lang`` is None where it is not given."""
    parser.add_argument("--lang", choices=LANGUAGES, help="default: the language of this computer, else Japanese")
