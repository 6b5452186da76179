"""Whoever maintains the content sees what has to be read again."""

import io
from datetime import date, timedelta

from app.cli.commands.content import show_content
from checklists import model
from checklists.age import age_table

DAY = date(2026, 11, 25)


def test_nothing_is_stale_on_the_day_it_was_read() -> None:
    """Every step stands in the table once; only what has ended is marked."""
    rows = age_table(DAY)
    assert [row.id for row in rows if row.kind == "step"].count("shop.passkey") == 1
    assert {row.id for row in rows if row.kind == "step"} == set(model.steps())
    assert {"rakuten.co.jp", "card"} <= {row.id for row in rows if row.kind == "service" and row.unverified}
    assert not any(row.stale for row in rows)
    assert [row.id for row in rows if row.expired] == ["seller.cod_off"]
    assert rows[-1].expired


def test_content_ages() -> None:
    """The day after its interval a step is stale, in the table and on its page; what has ended never is."""
    step = model.steps()["shop.wallet"]
    last = step.sources[0].checked + timedelta(days=step.review_every)
    assert not step.stale(last)
    assert step.stale(last + timedelta(days=1))
    (row,) = [row for row in age_table(last + timedelta(days=1)) if row.id == step.id]
    assert row.stale
    assert row.due == last
    rows = age_table(date(2040, 1, 1))
    assert all(row.stale != row.expired for row in rows)
    assert [row.due for row in rows if not row.expired] == sorted(row.due for row in rows if not row.expired)


def test_the_command_prints_the_table() -> None:
    """One line each: what it is, its grade, the day it was read, the day it is due, and its state."""
    out = io.StringIO()
    show_content(out, "en", date(2040, 1, 1))
    lines = out.getvalue().splitlines()
    assert len(lines) == len(age_table(DAY)) + 1
    assert any("step shop.password" in line and "2026-11-24" in line and "due for review" in line for line in lines)
    assert any("seller.cod_off" in line and "no longer offered" in line for line in lines)
    japanese = io.StringIO()
    show_content(japanese, "ja", DAY)
    assert len(japanese.getvalue().splitlines()) == len(lines)
