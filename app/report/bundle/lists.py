"""The texts of a bundle that list its content, in the only form in which they may be written.

Writing makes them; checking makes them again from the content of the ZIP and compares. ``docs/bundle.md`` describes
them. The page in the bundle uses the same patterns, so they use only what Python and JavaScript treat alike.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.report.bundle.model import FOLDER, STAMP

_HASH = "([0-9a-f]{64})"
PATTERNS = {
    "line": f"{_HASH}  ([A-Za-z][^\\r\\n]*)\\n",
    "part": f"{_HASH}  ((?:summary|evidence|original)/[0-9]{{3,}})\\n",
    "salt": f"{_HASH}  {_HASH}  ((?:summary|evidence|original)/[0-9]{{3,}})  ([A-Za-z][^\\r\\n]*)\\n",
    "readme": "README\\.[A-Za-z-]+\\.txt",
    "pair": "([A-Za-z-]+): ([^\\r\\n]+)\\n",
    "case": "[A-Za-z0-9]+",
    "agent": "Mioboe [!-~]+",
    # The points of order 8 and less, in hexadecimal, however they are written: with such a key a signature can be made
    # that is right for every text.
    "weak": "(?:0[01](?:00){30}(?:00|80)|e[cde](?:ff){30}(?:7f|ff)"
    "|26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc(?:05|85)"
    "|c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03(?:7a|fa))",
    "moment": "([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})([+-])([0-9]{2}):([0-9]{2})",
}
SIZED = ("data/evidence/", "data/originals/")  # the folders of files whose sizes are known before they are written
WIDE = 3 << 30  # bytes in these; above, the ZIP has sizes and places of 64 bits
AGENT = "Mioboe "


@dataclass(frozen=True, slots=True)
class Info:
    """The content of ``bag-info.txt``. ``made_at`` as in the file; ``size`` and ``count`` of everything in ``data/``;
    ``wide``: sizes have 64 bits although the included files do not need them."""

    folder: str
    agent: str
    case: str
    made_at: str
    key: str
    size: int
    count: int
    withheld: int
    stamped: bool
    left_out: Sequence[str] = field(default=())
    wide: bool = False


def info_text(info: Info) -> str:
    """The whole text of ``bag-info.txt``."""
    lines = [
        f"External-Identifier: {info.folder}",
        f"Bagging-Date: {info.made_at[:10]}",
        f"Bag-Software-Agent: {info.agent}",
        f"Payload-Oxum: {info.size}.{info.count}",
        "Mioboe-Bundle: 1",
        f"Mioboe-Case: {info.case}",
        f"Mioboe-Made-At: {info.made_at}",
        f"Mioboe-Key: {info.key}",
        f"Mioboe-Withheld-Parts: {info.withheld}",
        f"Mioboe-Time-Stamp: {STAMP if info.stamped else 'none'}",
        *(f"Mioboe-Left-Out: {path}" for path in info.left_out),
        *(["Mioboe-Sizes: 64"] if info.wide else []),
    ]
    return "".join(f"{line}\n" for line in lines)


def pairs(text: str) -> list[tuple[str, str]]:
    """Label and value of each line of ``bag-info.txt``."""
    return re.findall(PATTERNS["pair"], text)


def hash_list(hashes: Iterable[tuple[str, str]]) -> str:
    """A list of (SHA-256, path) as ``sha256sum`` reads it."""
    return "".join(f"{sha256}  {path}\n" for sha256, path in hashes)


def listed(text: str) -> dict[str, str] | None:
    """Path → SHA-256 of a list of hashes; None where its form is wrong, or where it names a path twice."""
    lines = re.findall(PATTERNS["line"], text)
    paths = {path: sha256 for sha256, path in lines}
    return paths if lines and hash_list(lines) == text and len(paths) == len(lines) else None


def folders(case: str) -> tuple[str, str]:
    """The possible names of the folder of a bundle of this case."""
    return FOLDER + case, FOLDER + case + "-part"


def moment(text: str) -> datetime | None:
    """The time of a bundle, if it is written in our form."""
    if not re.fullmatch(PATTERNS["moment"], text):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.isoformat(timespec="seconds") == text else None


def wide(sizes: Iterable[tuple[str, int]]) -> bool:
    """Whether files (path, bytes) need a ZIP with sizes of 64 bits."""
    return sum(size for path, size in sizes if path.startswith(SIZED)) > WIDE
