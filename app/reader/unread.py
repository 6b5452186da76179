"""What of an upload is not read, by its name and first bytes, and why."""

from collections.abc import Sequence

from app.reader.detect import sniff
from app.reader.limits import Limits
from app.reader.pictures.models import installed


def are_pictures(names: Sequence[str], limits: Limits) -> bool:
    """Whether an archive is some pictures that were packed together. Those of an export are no screenshots, and there
    may be thousands."""
    files = [name for name in names if not sniff.is_of_system(name)]
    pictures = sum(map(sniff.named_picture, files))
    return len(files) <= 2 * pictures <= 2 * limits.pictures


def by_name(name: str, pictures: bool) -> str | None:
    """The refusal code of a member of an archive that need not be opened; None for others."""
    if sniff.named_picture(name):
        return None if pictures else "other-picture"
    return "not-read" if sniff.holds_no_table(name) else None


def by_kind(kind: sniff.Kind, name: str, *, inside: bool, pictures: bool = False) -> str | None:
    """The refusal code of a kind of file, or None where such files are read. ``pictures``: those inside are read."""
    if kind == "binary":
        if sniff.named_table(name):
            return "not-text"
        return "not-read" if inside else "unsupported-type"
    if kind == "picture":
        if sniff.named_table(name):
            return "not-text"
        return "other-picture" if inside and not pictures else None if installed() else "picture"
    if kind == "legacy" and sniff.suffix(name) == "msg":
        return "outlook"
    return {
        "empty": "empty",
        "legacy": "encrypted-or-legacy",
        "packed": "packed",
        "xml": "xml",
    }.get(kind)
