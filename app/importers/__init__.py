"""Text tables become events. Each format is a file, which is found because it is there; importers know no case and
judge nothing."""

from app.importers.contract import (
    Events,
    Format,
    FormatError,
    Source,
    claims,
    fills,
    formats,
    holds_mails,
    sources,
    visible_problems,
)

__all__ = [
    "Events",
    "Format",
    "FormatError",
    "Source",
    "claims",
    "fills",
    "formats",
    "holds_mails",
    "sources",
    "visible_problems",
]
