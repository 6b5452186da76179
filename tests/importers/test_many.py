"""Files on their way through the reading process, as they are handed in."""

import os
import signal
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from polars.testing import assert_frame_equal

from app.importers import Events, formats
from app.importers.batches import extracted
from app.report.intake import Read, read
from app.sandbox.client import BATCH, Input, ReaderClient
from app.sandbox.frames import Header
from app.sandbox.parent import Pieces
from tests.importers.reading import SAMPLES, samples, tables_of

TOGETHER = sorted(name for name, format_ in formats().items() if format_.extract)
PAGES = [path for path in samples() if path.suffix in (".html", ".mhtml", ".webarchive")]


def _read(*paths: Path) -> list[Read]:
    return read([Input(path.name, partial(os.open, path, os.O_RDONLY)) for path in paths])


def test_a_full_batch_is_read_to_its_last_file(tmp_path: Path) -> None:
    """One process opens a whole batch of files and still finds what it needs for formats that it meets only then."""
    paths = [SAMPLES / "apple/devices/two.csv", SAMPLES / "aeon/card/file.csv", SAMPLES / "google/devices/older.csv"]
    note = tmp_path / "note.txt"
    note.write_text("Nothing that a table could be made of")
    files = [file for one in _read(*[note] * (BATCH - len(paths)), *paths) for file in one.files]
    assert len(files) == BATCH
    assert [file.format for file in files if file.format] == ["apple.devices", "aeon.card", "google.devices"]


def test_the_records_of_pasted_text_are_counted_not_its_lines() -> None:
    """A movement that was copied as three lines is one row. Pasted text was never a table, so short and long rows are
    no problems."""
    names = ("uk-pasted", "uk-pasted-lines", "de-pasted", "pasted-lines")
    folders = (*["amazon/gift_card_page"] * 2, "amazon/transactions_page", "yahoo_japan/login_history")
    found = _read(*(SAMPLES / folder / f"{name}.txt" for folder, name in zip(folders, names, strict=True)))
    files = [file for one in found for file in one.files]
    assert [(file.rows, file.events) for file in files] == [(4, 4), (2, 2), (3, 3), (2, 2)]
    assert files[3].format == "yahoo_japan.login_history"
    assert [problem.code for problem in files[3].problems] == ["assumed-zone"]
    assert found[3].tables["logins"].height == 2


@pytest.mark.parametrize("name", TOGETHER)
def test_what_is_converted_together_is_what_each_gives_alone(name: str) -> None:
    """Twice the same file, its neighbours and their order change nothing."""
    format_, extracts, numbered = formats()[name], [], []
    assert format_.convert
    for path in [path for path in samples() if path.is_relative_to(SAMPLES / name.replace(".", "/"))]:
        for table, claimed in tables_of(path):
            if claimed == [name] and (held := extracted(format_, table)):
                numbered.append(held[0])
                extracts.append(held[1])
    assert extracts
    every = [*extracts, *reversed(extracts)]
    alone = [format_.convert([extract])[0] for extract in every]
    for events, single in zip(format_.convert(every), alone, strict=True):
        _assert_equal(events, single)


def _assert_equal(events: Events, single: Events) -> None:
    assert events.tables.keys() == single.tables.keys()
    for table, frame in events.tables.items():
        if frame.height or single.tables[table].height:
            assert_frame_equal(frame, single.tables[table], check_dtypes=False)
    assert events.problems == single.problems
    assert [list(problem.lines) for problem in events.problems] == [list(one.lines) for one in single.problems]
    assert events.explained == single.explained
    assert list(events.records or ()) == list(single.records or ())


def _zip_of(paths: list[Path]) -> Pieces:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for path in [*paths, paths[0]]:
            archive.writestr(f"{path.parent.name}/{path.name}", path.read_bytes())
    data = out.getvalue()
    return Pieces(len(data), lambda: iter([data]))


def _card() -> Pieces:
    """A statement that fills the pipe, so that the process is still reading it when it is ended."""
    data = (
        "利用日/キャンセル日,利用店名・商品名,利用金額,利用者,支払区分\n" + "2026/6/1,店,100,本人,1回払い\n" * 60_000
    ).encode()
    return Pieces(len(data), lambda: iter([data]))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_pages_wait_for_others_unless_the_process_dies() -> None:
    """Files, problems, accounts and events are the same, in the same order, whether pages are converted together or,
    after the process died, each alone: in an archive, with a name twice, beside tables. What does not survive its own
    reading is refused alone."""
    chosen = PAGES[::5]
    sources = [Input("pages.zip", partial(_zip_of, chosen))]
    sources += [Input(path.name, partial(os.open, path, os.O_RDONLY), 1) for path in (*chosen[:3], chosen[0])]
    sources.insert(2, Input("card.csv", _card, 2))

    def reads(deaths: int) -> list[Read]:
        left = [None] * deaths

        def watch(frame: Header) -> None:
            if frame["k"] == "member" and frame["path"] == "card.csv" and left:
                left.pop()
                assert client.child
                os.kill(client.child.pid, signal.SIGABRT)

        with closing(ReaderClient()) as client:
            return read(sources, watch, client)

    whole, again, without = reads(0), reads(1), reads(2)
    assert [len(one.files) for one in whole] == [len(chosen) + 1, 1, 1, 1, 1, 1]
    assert sum(file.events for one in whole for file in one.files) > 60_000 + 2 * len(chosen)
    for expected, found in zip(whole, again, strict=True):
        _assert_same(expected, found)
    assert [problem.code for problem in without.pop(2).files[0].problems] == ["too-complex"]
    for expected, found in zip([*whole[:2], *whole[3:]], without, strict=True):
        _assert_same(expected, found)


def _assert_same(expected: Read, found: Read) -> None:
    assert expected.files == found.files
    assert expected.tables.keys() == found.tables.keys()
    for name, frame in expected.tables.items():
        assert_frame_equal(frame, found.tables[name])
