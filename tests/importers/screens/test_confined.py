"""Pictures through the confined process, as the command and the service read them."""

import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.reader import unread
from app.reader.limits import Limits
from app.reader.member import walk
from app.report.intake import ReadFile, read
from app.report.screens.counting import certain, with_pictures
from app.sandbox.client import Input
from app.sandbox.parent import Pieces
from tests.importers.screens.drawn import GIFT_CARD, screen
from tests.reader.zips import make


def _opened(data: bytes) -> Callable[[], Pieces]:
    return lambda: Pieces(len(data), lambda: iter([data]))


def _large() -> bytes:
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    return out.getvalue()


def test_a_picture_is_read_and_bad_ones_are_refused_with_a_sentence() -> None:
    """The rows that balances prove become events, others do not; a bad picture stops none of its neighbours."""
    files = {
        "IMG_20261109.png": screen(GIFT_CARD), "cut.png": screen(GIFT_CARD)[:2000], "large.png": _large(),
        "parcel.png": screen([(30, ((20, "お届け先"),)), (30, ((20, "割れ物注意"),))]),
    }  # fmt: skip
    sources = [Input(name, _opened(data), number) for number, (name, data) in enumerate(files.items())]
    reads = with_pictures(read(sources))
    good, *bad = (file for result in reads for file in result.files)
    assert good.picture is not None
    assert [row.amount for row in good.picture.rows] == ["1200", "3000", "980", "2980"]
    assert (good.picture.taken, good.picture.width) == ("2026-11-09", 780)
    assert good.accounted == {"events": 3, "not-confirmed": 1}
    ledger = reads[0].tables["ledger"]
    assert ledger["amount_minor"].to_list() == [-1200, 3000, -980]
    assert set(ledger["mail"]) == {"picture"}
    assert [_codes(file) for file in bad] == [["corrupt"], ["too-large"], ["no-records"]]
    assert not any(result.tables for result in reads[1:])
    assert with_pictures(read(sources[:1]), certain)[0].files[0].events in (3, 4)
    packed = make({"IMG_20261109.png": files["IMG_20261109.png"], "cut.png": files["cut.png"]})
    (result,) = with_pictures(read([Input("shots.zip", _opened(packed))]))
    assert [(file.path, file.events, _codes(file)) for file in result.files] == [
        ("shots.zip!/IMG_20261109.png", 3, ["not-confirmed"]), ("shots.zip!/cut.png", 0, ["corrupt"]),
    ]  # fmt: skip
    assert result.files[0].picture is not None
    assert result.files[0].picture.rows == good.picture.rows


def _codes(file: ReadFile) -> list[str]:
    return [problem.code for problem in file.problems]


def test_without_the_extra_a_picture_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused, and the sentence names the extra."""
    monkeypatch.setattr(unread, "installed", lambda: False)
    (refused,) = walk(screen(GIFT_CARD[:1]), "a.png", Limits())
    assert refused.refused is not None
    assert refused.refused.code == "picture"
    assert "“screens”" in refused.refused.message


def test_the_service_never_loads_what_reads_pictures() -> None:
    """Only the confined process does."""
    code = "import sys, app.main, app.report.build, app.cli.commands.tables; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode == 0
