"""The check of all content before the service starts. What one start has checked, the next does not check again: a file
in the data folder holds the fingerprint of the content that was in order."""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path

from app.storage.keys import write_whole
from checklists.schema import ROOT

NAME = "content.checked"
CONTENT = {".yaml", ".txt", ".py"}  # what content consists of, with the rules that it is checked against


def check(data: Path) -> str:
    """The fingerprint of the content, which is checked unless the file in this folder holds the same. ``ContentError``
    with the faults of all files."""
    current = _fingerprint()
    try:
        checked = (data / NAME).read_text("utf-8")
    except (OSError, ValueError):  # no start yet, or another file
        checked = ""
    if checked != current:
        from checklists.content import check_content

        check_content()
    return current


def remember(data: Path, fingerprint: str) -> None:
    """Saves the fingerprint of content that is in order. Where that fails, the next start checks again."""
    file = data / NAME
    with suppress(OSError, ValueError):
        if not file.exists() or file.read_text("utf-8") != fingerprint:
            write_whole(file, fingerprint.encode())


def _fingerprint() -> str:
    """SHA-256 (hex) of the Python version, and of the names and bytes of all files of content."""
    digest = hashlib.sha256(sys.version.encode())
    for file in sorted(file for file in ROOT.rglob("*") if file.suffix in CONTENT):
        content = file.read_bytes()
        digest.update(f"\0{file.relative_to(ROOT)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
