"""The page of the result."""

import re

from fastapi import FastAPI

from tests.browser import Browser
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT, finding


def test_a_fold_says_how_much_it_holds(app: FastAPI, reader: Browser) -> None:
    """Its number is that of its findings, of which a line may stand for several."""
    days = ("2024-01-02T00:00:00Z", "2024-09-02T00:00:00Z")
    others = [finding(f"other-{day}", kind="surprise", severity="low", at=day, evidence=[]) for day in days]
    keep(app, REPORT | {"findings": [finding("aaaa"), *others]})
    html = reader.get("/case/result").text
    folds = re.findall(r"<details><summary>([^<]*)</summary>\s*<div><ul>(.*?)</ul>", html, re.DOTALL)
    lines = [[int(count or 1) for count in re.findall(r"</a>(?: \((\d+)\))?</li>", items)] for _, items in folds]
    assert lines == [[2]]
    assert [int("".join(filter(str.isdigit, head))) for head, _ in folds] == [2]
