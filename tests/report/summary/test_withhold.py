"""What a recipient is not to see stands in none of its forms, in no sentence and in no cell."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from app.report.model import Report
from app.report.summary import FORMS, State, Wanted, make, summary_for
from app.report.summary.person import Deadline, Kept, MemberAnswer, Note
from checklists.recipients.recipient import KINDS, Hidden, recipients
from tests.report.summary import given

# What of the case below belongs to each kind of data, as it is written somewhere in it.
CANARIES: Mapping[Hidden, tuple[str, ...]] = {
    "card_digits": ("4821", "9317"),
    "sign_in_addresses": ("203.0.113.77", "2001:db8::4d", "Kanarien-Netz"),
    "delivery_addresses": ("架空市見本町1-2-3", "Canary Street 9"),
    "recipient_names": ("見本 受取子",),
    "other_shops": ("other-shop.example", "OTHER-7"),
    "cells": ("有線イヤホン 高音質 テスト商品",),
    "file_names": ("Refund Details.csv", "写真/旅行.zip", "ab" * 32),
    "evidence_names": ("canary-photo.png", "cd" * 32),
    "contacts": ("CANARY-said",),
    "household": ("Canary-Hanako",),
    "notes": ("CANARY-note",),
    "person": ("見本 花子", "login@example.org"),
    "unanswered": ("404-UNANSWERED",),
}


@cache
def case() -> tuple[Report, State]:
    """A report and a state with something of every kind, most of it in several places."""
    sign_in = {"path": "logins.csv", "line": 3, "role": "trigger", "table": "logins"}
    order = {"path": "Refund Details.csv", "line": 9, "role": "trigger", "table": "orders"}
    cells = {
        "Shipping Address": "架空市見本町1-2-3", "Ship To Name": "見本 受取子",
        "Product Name": "有線イヤホン 高音質 テスト商品",
        "Payment Instrument": "Visa - 4821", "IP Address": "203.0.113.77", "お届け先": "Canary Street 9",
    }  # fmt: skip
    findings = [
        given.finding(
            1,
            verdict="not_mine",
            title="To {address} by card ending in 9317, recipient {recipient}",
            values={"address": "架空市見本町1-2-3", "recipient": "見本 受取子", "order": "250-0000001-0000001"},
            evidence=[order | {"fields": cells, "also": []}],
        ),
        given.finding(
            2,
            verdict="not_sure",
            detector="login.new_country",
            title="Sign-in over {network} from 2001:db8::4d",
            values={"network": "Kanarien-Netz", "at": "2026-02-03T18:30:00Z"},
            evidence=[sign_in | {"fields": {"IP": "203.0.113.77", "Agent": "x"}, "also": []}],
        ),
        given.finding(3, verdict="not_mine", shop="other-shop.example", values={"order": "OTHER-7", "amount": "1"}),
        given.finding(4, verdict=None, values={"order": "404-UNANSWERED", "amount": "1"}),
    ]
    note = "CANARY-note: sent to Canary Street 9, 203.0.113.77, card **** 4821, for 見本 花子"
    contact = given.CONTACT
    state = given.state(
        person={"name": "見本 花子", "account": "login@example.org", "reach": ""},
        notes=[Note("save.screens", "Save", "Card ending in 4821", note)],
        household=[MemberAnswer("Canary-Hanako", "2026-03-01", "1 Mar 2026", "", "no", "at Canary Street 9")],
        contacts=[
            type(contact)(
                **{name: getattr(contact, name) for name in contact.__struct_fields__}
                | {"statement": "CANARY-said: 見本 受取子 at Canary Street 9 from 203.0.113.77"}
            )
        ],
        kept=[
            Kept(
                number=1, name="canary-photo.png", sha256="cd" * 32, bytes=5, at="", when="", step="", title="",
                about="", exhibit="Exhibit 1",
            )
        ],
    )  # fmt: skip
    return given.report(findings, shops=["amazon.co.jp", "other-shop.example"]), state


def text_of(form: str, data: bytes) -> str:
    """Everything that somebody who looks into the bytes of a form can read."""
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode() for name in archive.namelist())
    if form == "pdf":
        reader = PdfReader(io.BytesIO(data))
        said = [page.extract_text() for page in reader.pages]
        return "".join([*said, str(reader.metadata), str(reader.xmp_metadata)]).replace("\n", "")
    return data.decode("utf-8")


def forms(name: str, hides: tuple[Hidden, ...], *wanted: str) -> dict[str, str]:
    report, state = case()
    chosen = Wanted(recipients()[name], hides, "amazon.co.jp")
    state = replace(state, with_open="unanswered" not in hides)
    return {form: text_of(form, make(form, report, state, "en", chosen).data) for form in wanted}


@pytest.mark.parametrize("name", recipients())
def test_what_is_withheld_stands_in_no_form(name: str) -> None:
    """For every recipient as it is suggested: no form, on paper too, holds anything of the kinds that it hides."""
    hides = recipients()[name].hides
    for form, text in forms(name, hides, *FORMS).items():
        found = [canary for kind in hides for canary in CANARIES[kind] if canary in text]
        assert not found, form


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_hidden_alone_and_shown_where_it_is_not(kind: Hidden) -> None:
    """In the page that holds everything, one kind goes and leaves the others; without it everything is there."""
    whole, part = (forms("self_or_helper", hides, "json")["json"] for hides in ((), (kind,)))
    assert all(canary in whole for canary in CANARIES[kind])
    assert not [canary for canary in CANARIES[kind] if canary in part]
    others = [canary for other, some in CANARIES.items() if other != kind for canary in some]
    kept = sum(canary in part for canary in others)
    assert kept >= len(others) - (8 if kind == "other_shops" else 5 if kind == "cells" else 3)


def test_paper_says_what_is_left_out() -> None:
    """The reader sees that there is more, and of which kinds."""
    text = forms("shop", recipients()["shop"].hides, "pdf")["pdf"]
    assert "Left out for this recipient: Digits of cards" in text


def test_the_days_of_a_card_do_not_name_it() -> None:
    """A deadline of a card is told apart from that of another one by its digits only where they are shown."""
    days = [Deadline("jp.card60", "2026-04-05", "5 Apr 2026", "Report it", "", "Card ending in 8765", "u@x")]
    one, report, state = recipients()["self_or_helper"], given.report(), given.state(deadlines=days)
    hides: list[Hidden] = ["card_digits"]
    for form in ("json", "html", "ics"):
        assert ("8765" in make(form, report, state, "en", Wanted(one, ())).data.decode()) is (form != "ics")
        assert "8765" not in make(form, report, state, "en", Wanted(one, hides)).data.decode()


def test_rows_and_findings_keep_their_numbers() -> None:
    """What is left out of a page does not renumber what stays: letters and every page name one thing alike."""
    report, state = case()
    whole = summary_for(report, state, "en")
    shop = recipients()["shop"]
    part = summary_for(report, state, "en", Wanted(shop, shop.hides, "amazon.co.jp"))
    numbers = {one.order or one.when: one.number for one in (*whole.denied, *whole.unsure)}
    assert part.denied
    assert all(numbers[one.order or one.when] == one.number for one in (*part.denied, *part.unsure))


def test_a_year_is_no_card() -> None:
    """The last digits of a card are struck out, and neither the days nor the amounts that look like them."""
    finding = given.finding(1, verdict="not_mine", values={"card": "Visa 2026", "order": "1", "amount": "2"},
                            title="Card Visa 2026 on {order}", at="2026-02-03T18:30:00Z")  # fmt: skip
    one = recipients()["shop"]
    made = make("json", given.report([finding]), given.state(), "en", Wanted(one, one.hides, "amazon.co.jp"))
    text = made.data.decode()
    assert "Visa 2026" not in text
    assert "3 Feb 2026" in text


def test_the_address_of_a_sign_in_is_no_delivery_address() -> None:
    """Who may see sign-ins and no delivery addresses gets the former whole."""
    text = forms("self_or_helper", ("delivery_addresses",), "json")["json"]
    assert "203.0.113.77" in text
    assert "2001:db8::4d" in text
