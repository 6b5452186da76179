"""Amazon's explanation of its own files, `FileDescriptions.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import folded
from app.importers.shared.records.left_out import unexamined
from app.reader.table import Block, Head

title = N_("Amazon: explanation of the files")
speed = "days"
cannot_show = N_("This file only explains the other files. It holds nothing about the account.")
unverified = True
grade, checked = "A", "2026-11-24"
columns: tuple[str, ...] = ()

_HEADERS = (folded(("ファイル名", "説明")), folded(("File name", "Description")))


def recognises(head: Head) -> bool:
    """Recognised by its whole header, in Japanese or English."""
    return folded(filter(str.strip, head.header)) in _HEADERS


def read(head: Head, block: Block) -> Events:
    """No events."""
    return unexamined(block, cannot_show)
