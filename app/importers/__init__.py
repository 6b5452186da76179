"""Text tables become events: one file per format, found because it is there; knows no case and judges nothing."""

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
