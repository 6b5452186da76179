"""The marks on every output of the sample, which say in both languages that all of it is invented."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from app.i18n import N_

T = TypeVar("T")
# On paper, in cells and in titles; not translated, because the reader of such a file may use another language.
MARK = "SAMPLE 見本"
FILE_PREFIX = "sample-"
TITLE_SENTENCE = N_("Sample: {title}")
INVENTED_SENTENCE = N_("This is a sample. Everything in it is invented, and it is no evidence of anything.")


def file_name(name: str, sample: bool) -> str:
    """The name of a file; that of the sample says that it is a sample."""
    return FILE_PREFIX + name if sample else name


def marked(rows: Iterable[Sequence[T]]) -> list[list[T | str]]:
    """The rows of a table with the mark in an additional first column of the head and of each row."""
    return [[MARK, *row] for row in rows]
