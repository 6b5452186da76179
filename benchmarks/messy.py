"""Malformed delimited files with their true rows: each has one defect, made from a clean synthetic table.

The files are the same in every run.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

Rows = list[list[str]]


@dataclass(frozen=True)
class File:
    """One file: its mess, its bytes, and its rows with the header first."""

    mess: str
    data: bytes
    rows: Rows


def files(tables: int = 5, rows: int = 60) -> Iterator[File]:
    """Every mess on every table."""
    for number in range(tables):
        clean = _table(random.Random(number), rows)
        for mess, make in MESSES.items():
            data, truth = make(clean, random.Random(f"{mess} {number}"))
            yield File(mess, data, truth)


def _table(chance: random.Random, rows: int) -> Rows:
    """Orders: numbers with zeros in front, days, titles with commas and Japanese, money, empty cells."""
    header = ["Order ID", "Order Date", "Product Name", "Quantity", "Total", "Postcode", "Note"]
    titles = ("Pen, black", "お茶 500ml", 'The "Best" Book', "Cable; 2 m | braided", "Mug", "it's a kettle", "ソ能表")
    return [
        header,
        *(
            [
                f"503-{chance.randrange(10**7):07d}-{chance.randrange(10**7):07d}",
                f"2026-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}",
                chance.choice(titles),
                str(chance.randrange(1, 4)),
                chance.choice(("1,280", "12.50", "0", "-300")),
                f"{chance.randrange(10**4):05d}",
                chance.choice(("", "", "gift", "N/A")),
            ]
            for _ in range(rows)
        ),
    ]


def written(rows: Rows, delimiter: str = ",", quote: str = '"', end: str = "\r\n", escape: str = "") -> str:
    """Rows as text; a cell is quoted where it has to be."""

    def cell(text: str) -> str:
        if not set(text) & {delimiter[0], quote, "\r", "\n"}:
            return text
        return quote + text.replace(quote, (escape or quote) + quote) + quote

    return "".join(delimiter.join(map(cell, row)) + end for row in rows)


def _everything(rows: Rows, delimiter: str = ",", quote: str = '"') -> str:
    return "".join(
        delimiter.join(quote + cell.replace(quote, quote * 2) + quote for cell in row) + "\r\n" for row in rows
    )


def _with(
    change: Callable[[Rows, random.Random], tuple[str, Rows]],
) -> Callable[[Rows, random.Random], tuple[bytes, Rows]]:
    def make(rows: Rows, chance: random.Random) -> tuple[bytes, Rows]:
        text, truth = change([list(row) for row in rows], chance)
        return text.encode(), truth

    return make


def _in(codec: str, mark: bytes = b"") -> Callable[[Rows, random.Random], tuple[bytes, Rows]]:
    return lambda rows, chance: (mark + written(rows).encode(codec), rows)


def _lines_inside(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    for row in rows[1::7]:
        row[2] += "\nsecond line"
    return written(rows), rows


def _preamble(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return "Your orders\r\nMade on 2026-11-24\r\n\r\n" + written(rows), rows


def _blank_lines(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    lines = [written([row]) for row in rows]
    return "".join(line + "\r\n" * (number % 9 == 4) for number, line in enumerate(lines)), rows


def _header_again(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return written([*rows[:20], rows[0], *rows[20:]]), rows


def _stray_quote(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    row = rows[chance.randrange(5, 30)]
    row[2], row[4] = '5" screen', "5"
    lines = [",".join(one) if one is row else written([one], end="") for one in rows]
    return "\r\n".join(lines) + "\r\n", rows


def _open_quote(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    row = rows[chance.randrange(5, 30)]
    row[2], row[4] = '"unclosed', "5"
    lines = [",".join(one) if one is row else written([one], end="") for one in rows]
    return "\r\n".join(lines) + "\r\n", rows


def _end_delimiter(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    return written(rows, end=",\r\n"), rows


def _short_row(rows: Rows, chance: random.Random) -> tuple[str, Rows]:
    place = chance.randrange(5, 30)
    rows[place][5:] = ["", ""]
    lines = [written([row[:5] if number == place else row], end="") for number, row in enumerate(rows)]
    return "\r\n".join(lines) + "\r\n", rows


MESSES: dict[str, Callable[[Rows, random.Random], tuple[bytes, Rows]]] = {
    "nothing odd": _with(lambda rows, _: (written(rows), rows)),
    "LF": _with(lambda rows, _: (written(rows, end="\n"), rows)),
    "CR": _with(lambda rows, _: (written(rows, end="\r"), rows)),
    "no last line end": _with(lambda rows, _: (written(rows)[:-2], rows)),
    "semicolons": _with(lambda rows, _: (written(rows, ";"), rows)),
    "tabs": _with(lambda rows, _: (written(rows, "\t"), rows)),
    "bars": _with(lambda rows, _: (written(rows, "|"), rows)),
    "comma and space": _with(lambda rows, _: (written(rows, ", "), rows)),
    "apostrophes as quotes": _with(lambda rows, _: (_everything(rows, quote="'"), rows)),
    "everything quoted": _with(lambda rows, _: (_everything(rows), rows)),
    "backslash before quotes": _with(lambda rows, _: (written(rows, escape="\\"), rows)),
    "line feeds in cells": _with(_lines_inside),
    "lines above the header": _with(_preamble),
    "blank lines": _with(_blank_lines),
    "header repeated": _with(_header_again),
    "a stray quote": _with(_stray_quote),
    "a quote never closed": _with(_open_quote),
    "delimiter at line ends": _with(_end_delimiter),
    "a short row": _with(_short_row),
    "header only": _with(lambda rows, _: (written(rows[:1]), rows[:1])),
    "one row": _with(lambda rows, _: (written(rows[:2]), rows[:2])),
    "UTF-8 with mark": _in("utf-8", b"\xef\xbb\xbf"),
    "UTF-16": _in("utf-16-le", b"\xff\xfe"),
    "UTF-16 without mark": _in("utf-16-be"),
    "CP932": _in("cp932"),
    "EUC-JP": _in("euc_jp"),
}
