"""The transactions of a statement as one table, whose columns are the fields of its format."""

from collections.abc import Mapping, Sequence
from typing import Literal

from app.i18n import N_
from app.reader.columns import unique
from app.reader.documents.text_lines import InMemoryTable
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import FileProblem, Head

CUT_OFF_SENTENCE = N_("This file has no proper end. Its last records may be missing.")
_SAMPLE_ROWS = 100
Record = Mapping[str, str]


class Transactions:
    """Collects records and stops where there are more than a table may have. Raises ``Refused``."""

    def __init__(self, limits: Limits, columns: Sequence[str] = ()) -> None:
        self.limits, self.names = limits, dict.fromkeys(columns)
        self.records: list[Record] = []
        self.lines: list[int] = []

    def add(self, line: int, record: Record) -> None:
        """One record, which begins in ``line``."""
        self.names.update(dict.fromkeys(record))
        if len(self.names) > self.limits.columns:
            raise Refused("too-many-columns", line)
        self.records.append(record)
        self.lines.append(line)
        if len(self.records) * len(self.names) > self.limits.cells:
            raise Refused("too-many-cells")

    def table(
        self, path: str, kind: Literal["ofx", "qif", "mt940", "camt"], encoding: str, problems: Sequence[FileProblem]
    ) -> InMemoryTable:
        """All records; a field that a record lacks is empty."""
        header = tuple(self.names)
        rows = [[record.get(name, "") for name in header] for record in self.records]
        head = Head(path, kind, None, encoding, None, header, tuple(map(tuple, rows[:_SAMPLE_ROWS])))
        return InMemoryTable(head, unique(header), rows, self.lines, tuple(problems))
