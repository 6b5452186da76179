"""``python -m app`` is the ``mioboe`` command."""

from app.cli.command import main

main()
