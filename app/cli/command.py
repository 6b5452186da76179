"""The ``mioboe`` command. Imports stand inside the commands, so that ``--help`` answers at once.

Exit status: 0 done (whatever was found), 2 wrong usage or nothing readable.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")  # JSON may hold them as they are, but they end lines of Unicode text.


def main(argv: Sequence[str] | None = None) -> None:
    """The command line; ends the process with the exit status."""
    given = _parser().parse_args(argv)
    try:
        commands = {"serve": _serve, "check": _check, "tables": _tables}
        commands |= {"content": _content, "sanitise": _sanitise, "evaluate": _evaluate}
        status = commands[given.command](given)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of our output has gone, for example `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mioboe",
        description="Find what you do not recognise in your own account histories, and what to do about it.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="the service and its web pages, on this computer by default")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    check = commands.add_parser("check", help="read files, folders and zips; say what is unfamiliar; keep nothing")
    check.add_argument("paths", nargs="+", metavar="PATH")
    form = check.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object (mioboe.check/1) on standard output")
    form.add_argument("--explain", metavar="FINDING", help="the arithmetic of one finding, named by its id")
    check.add_argument("--pdf", metavar="FILE", help="write the incident summary as PDF")
    check.add_argument("--lang", choices=("ja", "en"), help="default: the language of this computer, else Japanese")
    check.add_argument("--owner", metavar="FILE", help="YAML with what the account owner would answer")
    check.add_argument("--mapping", metavar="FILE", help="YAML that says what the columns of unknown tables are")
    tables = commands.add_parser("tables", help="how each file was read: one JSON object a line per table")
    tables.add_argument("paths", nargs="+", metavar="PATH")
    rewrite = commands.add_parser("sanitise", help="a copy of an export with everything personal replaced")
    rewrite.add_argument("file", metavar="FILE")
    rewrite.add_argument("-o", "--out", metavar="OUT", help="default: sanitised with the suffix of FILE, here")
    rewrite.add_argument("--amounts", action="store_true", help="multiply amounts of money too")
    measure = commands.add_parser("evaluate", help="the model of sign-ins on a public data set that you have fetched")
    measure.add_argument("data", choices=("rba",), help="rba: rba-dataset.csv of das-group")
    measure.add_argument("file", metavar="FILE")
    content = commands.add_parser("content", help="the steps by the age of their sources, for whoever maintains them")
    content.add_argument("--lang", choices=("ja", "en"), help="default: the language of this computer, else Japanese")
    return parser


def _serve(given: argparse.Namespace) -> int:
    from app.main import serve

    serve(given.host, given.port, _lang())
    return 0


def _lang() -> str:
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if said.lower().startswith("en") else "ja"


def _check(given: argparse.Namespace) -> int:
    from contextlib import closing
    from datetime import datetime

    from app.sandbox.process import Child

    lang = given.lang or _lang()
    names = _named(given.paths, lang)
    if names is None:
        return 2
    owner_text = _text_of(given.owner, lang) if given.owner else ""
    mapping = _text_of(given.mapping, lang) if given.mapping else ""
    if owner_text is None or mapping is None:
        return 2
    with closing(Child()) as child:  # It loads what it needs while we do.
        from app.cli.check import check

        return check(names, owner_text, mapping, given, lang, datetime.now().astimezone(), child)


def _named(paths: Sequence[str], lang: str) -> list[tuple[str, str]] | None:
    """(name as shown, place on disk) of every file named on the command line; None where one does not exist."""
    names = []
    for path in paths:
        if os.path.isdir(path):
            names += sorted((Path(f).relative_to(path).as_posix(), f) for f in _walk(path))
        elif os.path.exists(path):
            names.append((os.path.basename(path), path))
        else:
            _complain("There is no file or folder named {path}.", lang, path=path)
            return None
    return names


def _walk(folder: str) -> Iterator[str]:
    for base, folders, files in os.walk(folder):
        folders.sort()
        yield from (os.path.join(base, name) for name in files)


def _text_of(path: str, lang: str) -> str | None:
    try:
        return Path(path).read_text("utf-8-sig")
    except FileNotFoundError:
        _complain("There is no file or folder named {path}.", lang, path=path)
        return None
    except (OSError, UnicodeDecodeError):
        _complain("The file {path} cannot be read as UTF-8 text.", lang, path=path)
        return None


def _complain(key: str, lang: str, **values: Any) -> None:
    from app.i18n.translate import gettext

    print("mioboe: " + visible(gettext(key, lang, **values)), file=sys.stderr)


def visible(text: str) -> str:
    """Text for a terminal: control and direction characters are shown as codes instead of acting."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


def json_bytes(value: Any) -> bytes:
    """JSON in one line as UTF-8, for any splitter of lines; file names that are not UTF-8 show replacement marks."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode("utf-8", "replace")


def write_json(value: Any, out: IO[bytes]) -> None:
    """One JSON object and a line end."""
    out.write(json_bytes(value) + b"\n")


def _tables(given: argparse.Namespace) -> int:
    from app.cli.check import show_tables

    names = _named(given.paths, _lang())
    return 2 if names is None else show_tables(names, sys.stdout.buffer)


def _sanitise(given: argparse.Namespace) -> int:
    from app.sanitise import NotSanitised, replacer, sanitise

    lang, source = _lang(), Path(given.file)
    out = Path(given.out or "sanitised" + source.suffix.lower())
    if source.is_dir():
        _complain("{path} is a folder. Only one file at a time can be sanitised: name the file.", lang, path=given.file)
        return 2
    if not source.is_file():
        _complain("There is no file or folder named {path}.", lang, path=given.file)
        return 2
    try:
        made = sanitise(source.read_bytes(), source.name, replacer(amounts=given.amounts))
        with out.open("xb") as file:  # never over another file, least of all over the original
            file.write(made.data)
    except NotSanitised as error:
        _complain(error.sentence, lang)
        return 2
    except FileExistsError:
        _complain("{path} exists already. Choose another name with -o.", lang, path=str(out))
        return 2
    except OSError:
        _complain("{path} cannot be written.", lang, path=str(out))
        return 2
    _complain("Written: {path}. Read it once before you give it to anybody.", lang, path=str(out))
    if made.kept:
        _complain("Kept as names of columns: {names}.", lang, names=list(made.kept))
    for name in made.left_out:
        _complain("Left out, because it cannot be sanitised: {path}", lang, path=name)
    return 0


def _evaluate(given: argparse.Namespace) -> int:
    from evaluation.rba import main as compare

    return compare(given.file)


def _content(given: argparse.Namespace) -> int:
    from datetime import date

    from app.cli.check import show_content

    show_content(sys.stdout, given.lang or _lang(), date.today())
    return 0


if __name__ == "__main__":
    main()
