"""The ``mioboe`` command: one file per subcommand, and how they write to a terminal; no analysis of its own."""

from app.cli.command import main

__all__ = ["main"]
