"""``mioboe doctor``: a text about this installation that helps to find what is wrong with it, without personal data;
and ``--health``, which asks the running service whether it can work."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from app.cli.language import add_language_option, system_language
from app.cli.output import visible
from app.i18n import N_

if TYPE_CHECKING:
    from app.cases.operation.checkup import CheckResult

READY = "http://127.0.0.1:8000/readyz"
ANSWER_SECONDS = 10
MARKS = {"fine": "[ OK ]", "note": "[NOTE]", "fault": "[ !! ]"}
NO_CONTENT = N_("No path, host name, address or content is in this text, so you may show it to anyone who helps you.")


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("doctor", help="what is wrong with this installation, as a text without secrets")
    add_language_option(parser)
    parser.add_argument(
        "--health",
        nargs="?",
        const=READY,
        metavar="URL",
        help=f"ask a running service whether it can work, and end with 0 or 1 ({READY})",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Status 0 where everything is well, 1 where something is not."""
    if arguments.health:
        return 0 if _answers(arguments.health) else 1
    from app.cases.operation.checkup import checkup
    from app.i18n.translate import gettext

    lang = arguments.lang or system_language()
    well = True
    for line in checkup():
        print(f"{MARKS[line.state]} {visible(_sentence(line, lang))}")
        well &= line.state != "fault"
    print(gettext(NO_CONTENT, lang))
    return 0 if well else 1


def _sentence(line: "CheckResult", lang: str) -> str:
    from app.i18n.translate import gettext

    return gettext(line.sentence, lang, **line.values)


def _answers(url: str) -> bool:
    """Whether the address answers with 200. No proxy is used, and the certificate may be for another name: only the
    status of this computer's own service matters."""
    import ssl
    from urllib.request import HTTPSHandler, ProxyHandler, build_opener

    if not url.startswith(("http://", "https://")):
        return False
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with build_opener(ProxyHandler({}), HTTPSHandler(context=context)).open(url, timeout=ANSWER_SECONDS) as answer:
            return bool(answer.status == 200)
    except OSError as error:
        print(f"mioboe: {type(error).__name__} {getattr(error, 'code', '')}".rstrip(), file=sys.stderr)
        return False
