"""How long the page of a recipient takes with many hidden words: an order list whose addresses are all different, none
of them recognised, with addresses hidden. A real service is asked over HTTP; part of ``make scale``.
"""

import html
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from benchmarks.generate import order_history
from benchmarks.waiting import Visitor, embedded

WORDS = (1_250, 2_500, 5_000, 10_000)
PAGE = "/case/summary/card_jp"
TIMES = 3  # the page is requested again
FIELD = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def disown(visitor: Visitor) -> None:
    """Says for the owner that none of the entries is theirs, by the two buttons of the page of all entries."""
    page = visitor.client.get("/case/book").text
    query = {"csrf": dict(FIELD.findall(page))["csrf"], "query": "", "do": "all", "answer": "not_mine"}
    asked = visitor.client.post("/case/book", data=query)
    asked.raise_for_status()
    fields = {name: html.unescape(value) for name, value in FIELD.findall(asked.text)}
    saved = visitor.client.post("/case/book", data={**fields, "do": "confirm"})
    if saved.status_code != 303:
        raise SystemExit(f"the answers were answered with {saved.status_code}")


def seconds(url: str, number: int, orders: bytes) -> tuple[float, float]:
    """How long the first request for the page takes, and the quickest later one."""
    with closing((visitor := Visitor(url, number)).client):
        visitor.hand_in("orders.csv", orders)
        visitor.waited()
        disown(visitor)
        visitor.client.get("/case/result").raise_for_status()
        moments = [time.perf_counter()]
        for _ in range(TIMES + 1):
            visitor.client.get(PAGE).raise_for_status()
            moments.append(time.perf_counter())
    first, *later = [after - before for before, after in pairwise(moments)]
    return first, min(later)


def table() -> Iterator[str]:
    """The lines of the table."""
    yield "| hidden words | first request | once more |"
    yield "|---|---|---|"
    with tempfile.TemporaryDirectory() as folder, embedded(Path(folder)) as url:
        for number, count in enumerate((1, *WORDS)):
            file = Path(folder) / "orders.csv"
            order_history(file, count, addresses=count)
            first, again = seconds(url, number, file.read_bytes())
            if count == 1:  # what a start leaves for later is loaded now
                continue
            yield f"| {count:,} | {first:.2f} s | {again:.2f} s |"


if __name__ == "__main__":
    for line in table():
        print(line, flush=True)
