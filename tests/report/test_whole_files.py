"""Whole files in the layouts of exports, from their bytes to what is found in them."""

import pytest

from analyzers.events.places import deliveries
from app.report.build import run
from app.report.present import present
from tests.importers.reading import SAMPLES, read
from tests.importers.test_evidence import source

FOLDER = SAMPLES / "amazon/order_history"


@pytest.mark.parametrize("name", ["c28-jp-one-house.csv", "b28-ca-one-house.csv"])
def test_one_house_is_no_new_address(name: str) -> None:
    """A year of orders to one house, for two people and under shortened names, raises no alarm about addresses."""
    orders = read(FOLDER / name)["events"]["orders"]
    found = deliveries({order["address"] for order in orders})
    assert (len(orders), len(found), len({one.place for one in found.values()})) == (14, len(found), 1)
    assert len({one.recipient for one in found.values()}) > 3
    report = run([source(name, (FOLDER / name).read_bytes())])
    assert [one.detector for one in report.findings if one.detector.startswith("order.")] == []


def test_another_house_is_a_new_address() -> None:
    """The next house in the same street, in the same file, is one."""
    text = (FOLDER / "c28-jp-one-house.csv").read_text("utf-8-sig")
    last = text.splitlines()[-1].replace("1000414", "1000415").replace("2026-07-18", "2026-07-25")
    last = last.replace(
        "ミホン ハナコ 100-0000 東京都千代田区見本町1-2-3", "ミホン ハナコ 100-0000 東京都千代田区見本町1-2-4"
    )
    report = run([source("orders.csv", f"{text.rstrip()}\r\n{last}\r\n".encode())])
    assert "order.first_address" in [one.detector for one in report.findings]


def test_a_membership_is_called_by_its_title() -> None:
    """The file has the title of what was ordered, so nobody has to look up its number."""
    data = (SAMPLES / "amazon/digital_items/2025-us-membership.csv").read_bytes()
    shown = present(run([source("Digital Items.csv", data)]), [], "en").findings
    [found] = [one for one in shown if one.detector == "subscription.new"]
    assert "membership or subscription Sample Music Unlimited Individual Plan was ordered" in found.message
    assert "B00SAMPL22" not in found.message
