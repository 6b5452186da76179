"""The tables of a file exactly as they were read, whatever they mean."""

from collections.abc import Callable

from app.importers.shared.tables.sent import parts, plain, text_rows
from app.reader.member import Member
from app.sandbox.frames import Header


def tables(member: Member, _job: Header, send_frame: Callable[..., None]) -> Header:
    """Sends every table with its rows as text."""
    rows: int | None = None
    for table in member.tables():
        head, rows = table.head, rows or 0
        names = [] if head.headless else list(head.header)
        facts = {"sheet": head.sheet, "encoding": head.encoding, "delimiter": head.delimiter, "header": names}
        send_frame("table", path=member.path, **facts)
        if head.headless:
            rows += 1
            send_frame("text", text_rows([head.header], [head.line or 1]))
        for block in table.blocks():
            rows += block.frame.height
            for part, lines in parts(block):
                send_frame("text", text_rows(part.rows(), lines.to_list()))
            if block.problems:
                send_frame("problems", path=member.path, problems=[plain(p) for p in block.problems])
        send_frame("table_end", path=member.path)
    return {"format": None, "encoding": member.encoding, "rows": rows, "accounted": {}}
