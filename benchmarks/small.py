"""Many small files at once: saved pages of a list of orders, and tables that no format recognises."""

import csv
import random
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import alternating

MIOBOE = [sys.executable, "-m", "app", "check", "--json"]
PAGE = 100_000  # characters
ORDERS, LINKS = 10, range(400)
# The others only take the files apart, each in one process; nothing is recognised and nothing checked.
PARSED = """
from html.parser import HTMLParser
class Page(HTMLParser):
    def handle_data(self, data): texts.append(data)
for path in paths:
    texts = []
    Page().feed(open(path, encoding="utf-8").read())
"""
SNIFFED = """
import csv
for path in paths:
    with open(path, encoding="utf-8", newline="") as file:
        dialect = csv.Sniffer().sniff(file.read(20_000))
        file.seek(0)
        list(csv.reader(file, dialect))
"""
DUCKDB = """
import duckdb
for path in paths:
    duckdb.sql(f"SELECT * FROM read_csv({path!r}, all_varchar = true)").fetchall()
"""


def page(number: int) -> str:
    """A saved page of ten orders in the manner of a large shop, with an invented person and invented goods. As in such
    pages, a third is navigation and more than half are scripts."""
    chance = random.Random(number)
    parts = [f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Orders {number}</title></head><body>"]
    parts += [
        f"<li class='nav_li'><a class='nav_a' href='/gp/{place}?ref=nav'>Department {place}</a></li>\n"
        for place in LINKS
    ]
    for _ in range(ORDERS):
        order = f"112-{chance.randrange(10**7):07d}-{chance.randrange(10**7):07d}"
        day, cents = f"June {chance.randrange(1, 29)}, 2025", chance.randrange(500, 9_900)
        cells = (("Order placed", day), ("Total", f"${cents / 100:.2f}"), ("Ship to", "Sample Person"))
        head = "".join(
            f"<div class='a-column'><div class='a-row a-size-mini'><span class='a-color-secondary'>{name}</span></div>"
            f"<div class='a-row'><span class='a-size-base'>{value}</span></div></div>"
            for name, value in cells
        )
        title = f"Cable {chance.randrange(10**6)}, 2 m, braided, black"
        parts.append(
            f"<div class='order-card'><div class='a-box order-header'>{head}<div class='yohtmlc-order-id'>"
            f"<span>Order #</span> <span dir='ltr'>{order}</span></div></div><div class='a-box delivery-box'>"
            f"<div class='a-row'><span class='delivery-box__primary-text'>Delivered {day}</span></div>"
            f"<div class='item-box'><a href='/dp/B0{cents:08d}'><img alt='{title}' src='x.jpg'></a>"
            f"<div class='yohtmlc-product-title'><a class='a-link-normal' href='/dp/B0{cents:08d}'>{title}</a></div>"
            "</div></div></div>\n"
        )
    script = "".join(
        f"P.when('{chance.randrange(10**9)}').register(function(a) {{ return a; }});\n" for _ in range(2_000)
    )
    have = sum(map(len, parts))
    return "".join([*parts, "<script>", script[: PAGE - have], "</script></body></html>"])


def readings(file: Path, rows: int, number: int) -> None:
    """Writes a table of measurements, which is no history."""
    chance = random.Random(number)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["Zeit", "Messwert A", "Messwert B", "Ort", "Bemerkung", "Nummer"])
        for row in range(rows):
            day = f"2026-{row % 12 + 1:02d}-{row % 28 + 1:02d}"
            place = chance.choice(("Halle", "Ulm", "Bonn"))
            note = f"note {chance.randrange(10**6)}"
            writer.writerow([day, chance.randrange(10**6) / 100, chance.randrange(1000), place, note, row])


def _written(folder: Path, names: list[str], write: Callable[[Path, int], object]) -> list[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        if not (folder / name).exists():
            write(folder / name, number)
    return [str(folder / name) for name in names]


def table(folder: Path) -> list[str]:
    """The lines of the table for the documentation; the files are kept in ``folder``."""
    pages = _written(folder / "saved", [f"{n}.html" for n in range(200)], lambda file, n: file.write_text(page(n)))
    tables = _written(folder / "odd", [f"{n}.csv" for n in range(30)], lambda file, n: readings(file, 3_000, n))
    lines = [
        "| files | | wall | memory | processor time | times |",
        "|---|---|---|---|---|---|",
    ]
    cases = (
        ("200 saved pages of 100 kB", pages, {"Python html.parser": PARSED}),
        ("30 unrecognised CSVs of 3,000 rows", tables, {"Python csv with Sniffer": SNIFFED, "DuckDB, auto": DUCKDB}),
    )
    for name, paths, others in cases:
        commands = [[*MIOBOE, *paths]]
        commands += [
            [sys.executable, "-c", f"import sys\npaths = sys.argv[1:]{code}", *paths] for code in others.values()
        ]
        runs = alternating(commands)
        for who, run in zip(("`mioboe check`", *others), runs, strict=True):
            times = f"{runs[0].cpu / run.cpu:.1f}" if run is not runs[0] else ""
            lines.append(f"| {name} | {who} | {run.wall:.2f} s | {run.memory} MiB | {run.cpu:.2f} s | {times} |")
    return lines
