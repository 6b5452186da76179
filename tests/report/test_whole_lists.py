"""A list of orders over several saved pages: whether it is whole is known once all of its pages are."""

import os
from pathlib import Path

from app.report.build import run
from app.report.model import Report
from app.sandbox.client import Input

PAGE = Path(__file__).parents[1] / "importers/samples/amazon/order_list_page/jp.html"


def page(count: int, first: str) -> bytes:
    """A page of three orders whose numbers end in ``first`` and a digit, of a list that has ``count`` orders."""
    text = PAGE.read_text("utf-8").replace("35件の注文", f"{count}件の注文")
    return text.replace("-000000", f"-0000{first}").encode()


def report(*pages: bytes) -> Report:
    def source(number: int, data: bytes) -> Input:
        def opened() -> int:
            fd = os.memfd_create("test")
            os.write(fd, data)
            return fd

        return Input(f"page {number}.html", opened, number)

    return run([source(number, data) for number, data in enumerate(pages)])


def missing(result: Report) -> list[tuple[object, object]]:
    """Of each page that says that its list goes on: the length of the list, and how many of its orders there are."""
    problems = (problem for file in result.files for problem in file.problems if problem.code == "more-pages")
    return [(problem.values["count"], problem.values["shown"]) for problem in problems]


def test_pages_that_are_the_whole_list_together() -> None:
    """Six orders on two pages are the six of the list; pages of another list, and the same page twice, add nothing."""
    assert missing(report(page(6, "11"), page(6, "22"))) == []
    assert missing(report(page(6, "11"))) == [(6, 3)]
    assert missing(report(page(9, "11"), page(9, "22"))) == [(9, 6), (9, 6)]
    assert missing(report(page(6, "11"), page(7, "22"))) == [(6, 3), (7, 3)]
    assert missing(report(page(6, "11"), page(6, "11") + b"<!-- saved again -->")) == [(6, 3), (6, 3)]
