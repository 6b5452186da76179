"""``mioboe verify``: whether an evidence bundle is as it was signed."""

import argparse
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.language import add_language_option, system_language
from app.cli.output import complain, visible, write_json
from app.i18n import N_

if TYPE_CHECKING:
    from app.report.bundle.found import Contents

_PIECE = 1 << 20
PART_SENTENCES = {
    True: N_("{path} is the part {part} of this bundle."),
    False: N_("{path} is no part of this bundle, or the salt belongs to another part."),
}


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser(
        "verify",
        help="whether an evidence bundle was changed: 0 unchanged and the number fits, 1 changed, 2 not readable or "
        "none of ours, 3 unchanged, but no number was given to compare",
    )
    parser.add_argument("bundle", metavar="BUNDLE.zip")
    parser.add_argument("--fingerprint", metavar="NUMBER", help="the number of the key on the printed summary")
    parser.add_argument(
        "--part", metavar="FILE", help="is this file one of the parts that were withheld? (with --salt)"
    )
    parser.add_argument("--salt", metavar="SALT", help="the salt of that part, from the full bundle")
    parser.add_argument("--json", action="store_true", help="one JSON object (mioboe.verify/1) on standard output")
    add_language_option(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Checks one ZIP file and reports differences. The status is 0 unchanged with the given number; 1 changed; 2 not
    readable, not a bundle of Mioboe, or wrong usage; 3 unchanged since somebody signed it (no number given)."""
    from app.report.bundle.judge import judge
    from app.report.bundle.key import typed_number
    from app.report.bundle.present import notes, verified
    from app.report.stored import plain

    lang = arguments.lang or system_language()
    number = typed_number(arguments.fingerprint) if arguments.fingerprint is not None else None
    if arguments.fingerprint is not None and number is None:
        complain(N_("The number of a key has 32 digits and letters from 0 to 9 and A to F."), lang)
        return 2
    if (arguments.part is None) != (arguments.salt is None):
        complain(N_("A part needs both --part and --salt."), lang)
        return 2
    bundle = _read(arguments.bundle, lang)
    if bundle is None:
        return 2
    verdict = judge(bundle, number)
    view = verified(verdict, arguments.bundle, lang)
    if arguments.json:
        write_json(plain(view), sys.stdout.buffer)
    else:
        lines = [view.message, *(f"- {change.message}" for change in view.changes), *notes(verdict, lang)]
        print("\n".join(visible(line) for line in lines))
    if arguments.part is not None and verdict.result == "unchanged":
        return _part(bundle, arguments.part, arguments.salt, lang) or verdict.status
    return verdict.status


def _read(path: str, lang: str) -> "Contents | None":
    """What is in the file; None where it cannot be read at all."""
    from app.report.bundle.read import Reader

    reader = Reader()
    try:
        with open(path, "rb") as file:
            if not stat.S_ISREG(Path(path).stat().st_mode):
                raise OSError
            while piece := file.read(_PIECE):
                reader.feed(piece)
    except FileNotFoundError:
        complain(N_("There is no file or folder named {path}."), lang, path=path)
        return None
    except OSError:
        complain(N_("{path} cannot be read. Name the ZIP file of the bundle."), lang, path=path)
        return None
    return reader.end()


def _part(bundle: "Contents", path: str, salt: str, lang: str) -> int:
    """Whether a file that was withheld belongs to the bundle: status 0 if it does, else 1."""
    import hashlib

    from app.report.bundle.bag import belongs
    from app.report.bundle.model import PARTS

    try:
        with open(path, "rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        complain(N_("There is no file or folder named {path}."), lang, path=path)
        return 2
    listed = next((item.data or b"" for item in bundle.items if item.name.endswith("/" + PARTS)), b"")
    part = belongs(listed.decode("utf-8", "replace"), salt.strip().lower(), sha256)
    complain(PART_SENTENCES[part is not None], lang, path=path, part=part or "")
    return 0 if part else 1
