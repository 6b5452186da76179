"""``python -m app`` is the ``mioboe`` command."""

from app.cli import main

main()
