"""``mioboe sanitise``: a copy of an export in which everything personal is replaced."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.language import system_language
from app.cli.output import complain
from app.i18n import N_


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("sanitise", help="a copy of an export with everything personal replaced")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("-o", "--out", metavar="OUT", help="default: sanitised with the suffix of FILE, here")
    parser.add_argument("--amounts", action="store_true", help="multiply amounts of money too")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the copy to a new file and reports what was kept and what was left out."""
    from app.sanitise import NotSanitised, replacer, sanitise

    lang, source = system_language(), Path(arguments.file)
    out = Path(arguments.out or "sanitised" + source.suffix.lower())
    if source.is_dir():
        complain(
            N_("{path} is a folder. Only one file at a time can be sanitised: name the file."),
            lang,
            path=arguments.file,
        )
        return 2
    if not source.is_file():
        complain(N_("There is no file or folder named {path}."), lang, path=arguments.file)
        return 2
    try:
        result = sanitise(source.read_bytes(), source.name, replacer(amounts=arguments.amounts))
        with out.open("xb") as file:  # never over another file, least of all over the original
            file.write(result.data)
    except NotSanitised as error:
        complain(error.sentence, lang)
        return 2
    except FileExistsError:
        complain(N_("{path} exists already. Choose another name with -o."), lang, path=str(out))
        return 2
    except OSError:
        complain(N_("{path} cannot be written."), lang, path=str(out))
        return 2
    complain(N_("Written: {path}. Read it through before you give it to anybody."), lang, path=str(out))
    if result.kept:
        complain(N_("Kept as column names: {names}."), lang, names=list(result.kept))
    for name in result.left_out:
        complain(N_("Left out, because it cannot be sanitised: {path}"), lang, path=name)
    return 0
