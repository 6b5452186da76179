"""``mioboe serve``: the service and its web pages."""

import argparse
from pathlib import Path
from typing import Any

from app.cli.language import names_our_language, system_language
from app.loading import loading, one_heap


def register(subcommands: Any) -> None:
    """Adds the subcommand to the parser."""
    parser = subcommands.add_parser("serve", help="the service and its web pages, on this computer by default")
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="the certificate for https, as a PEM file")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="the key of the certificate, as a PEM file")
    parser.add_argument(
        "--insecure-http",
        action="store_true",
        help="let other computers in without TLS: in a network that you trust, or in a container behind a proxy",
    )
    parser.add_argument(
        "--no-worker", action="store_true", help="leave the reading of files to “mioboe worker” (PostgreSQL)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serves until the process is stopped."""
    one_heap()
    with loading():
        from app.main import serve

    tls = (arguments.tls_cert, arguments.tls_key)
    work, both = not arguments.no_worker, not names_our_language()
    serve(arguments.host, arguments.port, system_language(), tls, arguments.insecure_http, work, in_both=both)
    return 0
