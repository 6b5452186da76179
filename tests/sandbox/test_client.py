"""One reading process answers all that is asked of its sources, and nothing of one answer gets into another."""

import os
import signal
import tempfile
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.report.intake import cells, read
from app.sandbox.client import Input, ReaderClient
from app.sandbox.frames import Header

CARD = "利用日/キャンセル日,利用店名・商品名,利用金額,利用者,支払区分\n"


def _written(text: str) -> int:
    with tempfile.TemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        return os.dup(file.fileno())


def _zipped(names: list[str]) -> int:
    with tempfile.TemporaryFile() as file:
        with ZipFile(file, "w") as archive:
            for name in names:
                archive.writestr(name, CARD + "2026/6/1,店,100,本人,1回払い\n" * 60_000)
        file.flush()
        return os.dup(file.fileno())


def source(upload: int, rows: int = 3) -> Input:
    """A card statement with the upload's number in its cells."""
    text = CARD + "".join(f"2026/6/{row % 28 + 1},店{upload}-{row},100,本人,1回払い\n" for row in range(rows))
    return Input(f"{upload}.csv", partial(_written, text), upload)


def test_the_same_child_reads_again() -> None:
    """What was read is read once more for single rows without another process."""
    with closing(ReaderClient()) as client:
        one = source(1)
        [found] = read([one], None, client)
        child = client.child
        assert child is not None
        assert found.files[0].rows == 3
        found_cells = cells([one], {1: {"1.csv": [(3, None)]}}, client)
        assert [row["利用店名・商品名"] for row in found_cells.values()] == ["店1-1"]
        assert client.child is child
    assert client.child is None


def test_other_sources_need_another_child() -> None:
    """A child has the files that it was given and no others; a part of them is enough."""
    with closing(ReaderClient()) as client:
        first, second = source(1), source(2)
        read([first, second], None, client)
        child = client.child
        assert [one.files[0].path for one in read([second], None, client)] == ["2.csv"]
        assert client.child is child
        assert [one.files[0].rows for one in read([source(3, rows=2)], None, client)] == [2]
        assert client.child is not child


def test_an_answer_that_is_not_heard_out_ends_the_child() -> None:
    """The rest of a broken-off answer cannot be taken for the next one."""
    with closing(ReaderClient()) as client:
        one = source(1)
        frames = client.frames([one], {"mode": "tables"})
        next(frames)
        del frames
        assert client.child is None
        assert read([one], None, client)[0].files[0].rows == 3


def test_a_busy_machine_is_no_fault_of_the_file() -> None:
    """A file at which the child stood still is read once more, and where that happens twice the machine is named.

    What was stopped is a file that fills the pipe, so the answer cannot have been complete.
    """
    stops = {0: 1, 1: 2, 2: 0}

    def hold(frame: Header) -> None:
        if frame["k"] == "member" and stops[frame["source"]]:
            stops[frame["source"]] -= 1
            assert client.child
            os.kill(client.child.pid, signal.SIGSTOP)
            client.child.allow(0.02)  # a fifth of a second, that the test need not wait long

    with closing(ReaderClient()) as client:
        reads = read([source(number, rows=60_000) for number in (1, 2, 3)], hold, client)
    files = [file for one in reads for file in one.files]
    assert [(file.path, file.events) for file in files] == [("1.csv", 60_000), ("2.csv", 0), ("3.csv", 60_000)]
    assert [[problem.code for problem in file.problems] for file in files] == [[], ["busy"], []]


def test_an_input_that_ends_every_child_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After several deaths at one input the rest of it is not tried, and the next input is read."""
    monkeypatch.setattr("app.sandbox.client.MOST_DEATHS", 2)

    def end(frame: Header) -> None:
        if frame["k"] == "member" and frame["path"].startswith("many.zip!"):
            assert client.child
            os.kill(client.child.pid, signal.SIGSEGV)

    many = Input("many.zip", partial(_zipped, [f"{number}.csv" for number in range(4)]))
    with closing(ReaderClient()) as client:
        first, second = read([many, source(2)], end, client)
    refused = ["many.zip!/0.csv", "many.zip!/1.csv", "many.zip"]
    assert [(file.path, [problem.code for problem in file.problems]) for file in first.files] == [
        (path, ["too-complex"]) for path in refused
    ]
    assert [file.rows for file in second.files] == [3]


def test_rows_far_below_are_found_from_the_last_known_place(tmp_path: Path) -> None:
    """A later reading leaps to the rows that it is asked for, in a file and in an archive, and cites the same cells."""
    rows = [f"2026/6/{row % 28 + 1},店{row},100,本人,1回払い" for row in range(500_000)]
    text = "\ufeff" + CARD + "\n".join(rows) + "\n"
    (tmp_path / "card.csv").write_text(text, "utf-8")
    with ZipFile(tmp_path / "all.zip", "w", ZIP_DEFLATED) as archive:
        archive.writestr("card.csv", text)
    for name, path in (("card.csv", "card.csv"), ("all.zip", "all.zip!/card.csv")):
        one = Input(name, partial(os.open, tmp_path / name, os.O_RDONLY))
        [file] = read([one])[0].files
        assert len(file.starts) > 1
        leaping = replace(one, starts={path: file.starts})
        want = {0: {path: [(line, None) for line in (2, 250_000, 500_001)]}}
        found = cells([leaping], want)
        assert [row["利用店名・商品名"] for row in found.values()] == ["店0", "店249998", "店499999"]
        assert found == cells([one], want)


def test_what_ends_its_child_uses_up_the_share() -> None:
    """A death costs what the member was allowed to take: no further one is begun, and the next turn goes on there."""

    def end(frame: Header) -> None:
        if frame["k"] == "member" and frame["path"].endswith("!/1.csv"):
            assert client.child
            os.kill(client.child.pid, signal.SIGSEGV)

    many = Input("many.zip", partial(_zipped, [f"{number}.csv" for number in range(4)]))
    with closing(ReaderClient()) as client:
        first, second = read([many, source(2)], end, client, share=10)
    assert [(file.path, file.place) for file in first.files] == [("many.zip!/0.csv", 0), ("many.zip!/1.csv", 1)]
    assert (first.left, second.left, second.files) == (True, True, [])
    with closing(ReaderClient()) as client:
        rest, second = read([replace(many, done=[0, 1]), source(2)], None, client, share=60)
    assert [file.path for file in rest.files] == ["many.zip!/2.csv", "many.zip!/3.csv"]
    assert (rest.left, second.left, second.files[0].rows) == (False, False, 3)
