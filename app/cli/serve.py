"""``mioboe serve``: the service and its web pages."""

import argparse
from typing import Any

from app.cli.language import system_language


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("serve", help="the service and its web pages, on this computer by default")
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8000)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until the process is stopped."""
    from app.main import serve

    serve(arguments.host, arguments.port, system_language())
    return 0
