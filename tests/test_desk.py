"""One reading process answers all that is asked of its sources, and nothing of one answer gets into another."""

import os
import tempfile
from contextlib import closing
from functools import partial

from app.desk import Desk, Source
from app.intake import cells, read

CARD = "利用日/キャンセル日,利用店名・商品名,利用金額,利用者,支払区分\n"


def _written(text: str) -> int:
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        return os.dup(file.fileno())


def source(upload: int, rows: int = 3) -> Source:
    """A card statement with the upload's number in its cells."""
    text = CARD + "".join(f"2026/6/{row + 1},店{upload}-{row},100,本人,1回払い\n" for row in range(rows))
    return Source(f"{upload}.csv", partial(_written, text), upload)


def test_the_same_child_reads_again() -> None:
    """What was read is read once more for single rows without another process."""
    with closing(Desk()) as desk:
        one = source(1)
        [found] = read([one], None, desk)
        child = desk.child
        assert child is not None
        assert found.files[0]["rows"] == 3
        found_cells = cells([one], {1: {"1.csv": [(3, None)]}}, desk)
        assert [row["利用店名・商品名"] for row in found_cells.values()] == ["店1-1"]
        assert desk.child is child
    assert desk.child is None


def test_other_sources_need_another_child() -> None:
    """A child has the files that it was given and no others; a part of them is enough."""
    with closing(Desk()) as desk:
        first, second = source(1), source(2)
        read([first, second], None, desk)
        child = desk.child
        assert [one.files[0]["path"] for one in read([second], None, desk)] == ["2.csv"]
        assert desk.child is child
        assert [one.files[0]["rows"] for one in read([source(3, rows=2)], None, desk)] == [2]
        assert desk.child is not child


def test_an_answer_that_is_not_heard_out_ends_the_child() -> None:
    """The rest of a broken-off answer cannot be taken for the next one."""
    with closing(Desk()) as desk:
        one = source(1)
        frames = desk.frames([one], {"mode": "tables"})
        next(frames)
        del frames
        assert desk.child is None
        assert read([one], None, desk)[0].files[0]["rows"] == 3
