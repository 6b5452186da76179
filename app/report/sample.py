"""How everything that is made of the sample says that it is invented, in every form and in both languages at once."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.i18n import N_

T = TypeVar("T")
# On paper, in cells and in titles; not translated, because whoever gets such a file may read another language.
MARK = "SAMPLE 見本"
FILE_PREFIX = "sample-"
TITLE_SENTENCE = N_("Sample: {title}")
INVENTED_SENTENCE = N_("This is a sample. Everything in it is invented, and it is no evidence of anything.")


def file_name(name: str, sample: bool) -> str:
    """The name of a file, with which that of the sample says that it is one."""
    return FILE_PREFIX + name if sample else name


def marked(rows: Iterable[Sequence[T]]) -> list[list[T | str]]:
    """The rows of a table, the mark in a first column of each and of the head."""
    return [[MARK, *row] for row in rows]
