"""``python -m evaluation.screens.measure [--held-out | --unseen | --orders WHICH] [--as WAY] [--seeds N]``: how well
screens are read.

The figures are of pictures that a browser drew, not of real telephones.
"""

import argparse
import hashlib
import pickle
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from app.importers.screens.answered import with_minus, with_plain
from app.importers.screens.build import page_of
from app.importers.screens.rows import PicturePage, PictureRow
from evaluation.screens.disturbed import covered, photographed
from evaluation.screens.drawn import first, second
from evaluation.screens.screen import FONTS, Draw, Screen, Style, Truth, browser, picture

WRITTEN_BESIDE: dict[str, Draw] = {**first.LAYOUTS, **second.LAYOUTS}
DISTURBED: dict[str, Callable[[bytes, Random], bytes]] = {"photograph": photographed, "covered": covered}
ORDERS = {"beside": "orders", "held-out": "orders_later", "unseen": "orders_unseen"}  # modules of drawn lists
CACHE = Path("build/screens")
_SAME_NAME = 0.9  # how alike two names are at least that differ in single misread letters


def main() -> None:
    """Draws, reads and compares; prints a table by layout and the totals of known and unknown ones."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--held-out", action="store_true", help="the layouts drawn after the reader was frozen")
    parser.add_argument("--unseen", action="store_true", help="those drawn after it was frozen for the second time")
    parser.add_argument("--orders", choices=ORDERS, help="lists of orders, with the names of the items")
    parser.add_argument("--as", dest="way", choices=DISTURBED, default="", help="what happened to the pictures")
    parser.add_argument("--seeds", type=int, default=2, help="pictures of each layout")
    parser.add_argument("--only", help="one layout")
    parser.add_argument("--rows", action="store_true", help="print rows that are not exact")
    arguments = parser.parse_args()
    layouts = _layouts(arguments)
    totals = {name: Counter[str]() for name in ("known", "unknown")}
    print(
        "| layout | rows | exact | missed | invented (no doubt) | wrong amount / any, no doubt | not asked | doubted "
        "| name exact | name wrong (no doubt) |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, draw in layouts.items():
        if arguments.only in (None, name):
            counts = Counter[str]()
            for seed in range(arguments.seeds):
                counts += _measured(name, draw, seed, arguments.rows, arguments.way)
            totals["known" if counts["known"] else "unknown"] += counts
            print(_line(name, counts), flush=True)
    for name, counts in totals.items():
        print(_line(name, counts))
        print(f"  {dict(counts)}")


def _layouts(arguments: argparse.Namespace) -> dict[str, Draw]:
    """The layouts that are asked for. Those held out are loaded only then."""
    module = "later" if arguments.held_out else "unseen" if arguments.unseen else ""
    if arguments.orders:
        module = ORDERS[arguments.orders]
    if not module:
        return WRITTEN_BESIDE
    layouts: dict[str, Draw] = import_module(f"evaluation.screens.drawn.{module}").LAYOUTS
    return layouts


def _style(rng: Random) -> tuple[Style, int, float]:
    style = Style(
        width=rng.choice((360, 375, 390, 393, 412, 430)), height=780, pixels=rng.choice((2, 2.625, 3)),
        dark=rng.random() < 0.4, font=rng.choice(FONTS),
    )  # fmt: skip
    return style, rng.choice((0, 0, 85, 70)), rng.choice((1.0, 1.0, 0.6))


def _measured(name: str, draw: Draw, seed: int, tell: bool, way: str = "") -> Counter[str]:
    rng = Random(f"{name} {seed}")
    style, quality, shrink = _style(rng)
    screen = draw(rng, style)
    key = hashlib.sha256(repr((screen.body, screen.style, quality, shrink, *way)).encode()).hexdigest()[:24]
    read, seconds = _reading(key, screen, quality, shrink, way)
    page = page_of(read, key.ljust(64, "0"), seconds)
    if tell:
        print(f"## {name} {seed} {page.kind} {page.layout!r} {list(page.questions)} {list(page.notes)} {seconds:.1f} s")
    counts = compared(screen.rows, answered(page, screen).rows, tell, screen.named)
    counts["seconds"] = round(seconds * 10)
    counts["pictures"] = 1
    counts["known"] = int(bool(screen.layout))
    counts["recognised"] = int(page.layout == screen.layout)
    return counts


def answered(page: PicturePage, screen: Screen) -> PicturePage:
    """The page after the questions that are asked once for a picture, answered by what most of its rows are."""
    rows = list(_pairs(screen.rows, page.rows))
    for question, signs in (("direction", "-"), ("plain", "")):
        ways = Counter(
            wanted.direction for wanted, row in rows if wanted and row and _sign(row) == signs and wanted.direction
        )
        if question in page.questions and ways:
            usual: Any = ways.most_common(1)[0][0]
            page = with_minus(page, usual) if question == "direction" else with_plain(page, usual)
    return page


def _sign(row: PictureRow) -> str:
    return next((mark for mark in row.printed.get("amount", "") if mark in "+-"), "")


def _reading(key: str, screen: Screen, quality: int, shrink: float, way: str) -> tuple[Any, float]:
    """The lines of a picture, kept in a folder, because reading takes most of the time."""
    from app.reader.pictures.reading import engine, read_picture

    file = CACHE / f"{key}.pickle"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with browser() as opened:
            data = picture(opened, screen, quality, shrink)
        if way:
            data = DISTURBED[way](data, Random(key))
        (CACHE / f"{key}.png").write_bytes(data)
        engine()
        started = time.process_time()
        read = read_picture(data, f"Screenshot_{screen.taken:%Y%m%d}.png", lambda seconds: None)
        file.write_bytes(pickle.dumps((read, time.process_time() - started)))
    kept: tuple[Any, float] = pickle.loads(file.read_bytes())
    return kept


def compared(
    truth: Sequence[Truth], rows: Sequence[PictureRow], tell: bool = False, named: bool = False
) -> Counter[str]:
    """Counts of rows that are exact, wrong, missed and invented; those of which something specific is doubtful count as
    doubted. That the layout is not known is asked of every row anyway: ``not asked`` are wrong and invented rows that
    the product asks about neither for this reason nor for another, because a chain proves them or nothing is
    doubtful."""
    counts = Counter({"rows": len(truth)})
    for wanted, row in _pairs(truth, rows):
        doubts = [doubt for doubt in row.doubts if doubt != "unknown-layout"] if row else []
        names = list(_judged(wanted, row, bool(doubts)))
        if named and wanted and row:
            names += _name_judged(wanted.text, row.text, bool(doubts))
        counts.update(names)
        counts["not asked"] += row is not None and "exact" not in names and (row.proven or row.certain)
        if tell and not set(names) <= {"exact", "amount exact", "name exact"}:
            what = (row.date, row.amount, row.direction, row.text, doubts, row.proven) if row else None
            print("  ", names, tuple(wanted)[:4] if wanted else None, what)
    return counts


def _judged(wanted: Truth | None, row: PictureRow | None, doubted: bool) -> Iterator[str]:
    if row is None:
        yield "missed"
    elif wanted is None:
        yield "invented"
        if not doubted:
            yield "invented, no doubt"
    else:
        amount = row.amount == wanted.amount and (not wanted.amount or row.currency == wanted.currency)
        day, way = row.date == wanted.date, not wanted.direction or row.direction == wanted.direction
        if amount and day and way:
            yield "exact"
            if doubted:
                yield "exact but doubted"
        if amount:
            yield "amount exact"
        for name, right in (("amount", amount), ("day", day), ("direction", way)):
            if not right:
                yield f"wrong {name}"
                if not doubted:
                    yield f"wrong {name}, no doubt"


def _name_judged(wanted: str, text: str, doubted: bool) -> Iterator[str]:
    """Whether the name is the one that stands there, apart from single letters, or empty where none does."""
    if _folded(wanted) == _folded(text):
        yield "name exact"
    elif SequenceMatcher(None, _folded(wanted), _folded(text)).ratio() < _SAME_NAME or not wanted:
        yield "wrong name"
        if not doubted:
            yield "wrong name, no doubt"


def _pairs(truth: Sequence[Truth], rows: Sequence[PictureRow]) -> Iterator[tuple[Truth | None, PictureRow | None]]:
    """Both lists in their order, so that the rows beside each other are most alike."""
    best = [[(0.0, "") for _ in range(len(rows) + 1)] for _ in range(len(truth) + 1)]
    for i in range(len(truth), -1, -1):
        for j in range(len(rows), -1, -1):
            ways = [(0.0, "end")] if i == len(truth) and j == len(rows) else []
            if i < len(truth):
                ways.append((best[i + 1][j][0], "missed"))
            if j < len(rows):
                ways.append((best[i][j + 1][0], "invented"))
            if i < len(truth) and j < len(rows) and (alike := _alike(truth[i], rows[j])) > 0.9:
                ways.append((best[i + 1][j + 1][0] + alike, "pair"))
            best[i][j] = max(ways)
    i = j = 0
    while (way := best[i][j][1]) != "end":
        yield truth[i] if way in ("pair", "missed") else None, rows[j] if way in ("pair", "invented") else None
        i, j = i + (way in ("pair", "missed")), j + (way in ("pair", "invented"))


def _alike(wanted: Truth, row: PictureRow) -> float:
    names = SequenceMatcher(None, _folded(wanted.text), _folded(row.text)).ratio() if wanted.text else 0.0
    return 2.0 * (row.amount == wanted.amount) + (row.date == wanted.date) + names


def _folded(text: str) -> str:
    return re.sub(r"[\sー一-]", "", unicodedata.normalize("NFKC", text)).lower()


def _line(name: str, counts: Counter[str]) -> str:
    rows = counts["rows"] or 1
    wrong = sum(counts[f"wrong {field}, no doubt"] for field in ("amount", "day", "direction"))
    cells = (
        name, counts["rows"], f"{counts['exact'] / rows:.1%}", counts["missed"],
        f"{counts['invented']} ({counts['invented, no doubt']})",
        f"{counts['wrong amount, no doubt']} / {wrong}", counts["not asked"],
        f"{counts['exact but doubted'] / max(1, counts['exact']):.1%}", f"{counts['name exact'] / rows:.1%}",
        f"{counts['wrong name']} ({counts['wrong name, no doubt']})",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
