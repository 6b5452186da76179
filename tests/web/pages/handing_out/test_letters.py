"""Each recipient is told what was answered and concerns them, and nothing else."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from fastapi import FastAPI
from pypdf import PdfReader

from checklists.letter import letters
from tests.browser import Browser
from tests.web.pages.account_book.test_recognise import knows, walk
from tests.web.pages.conftest import keep
from tests.web.pages.stored_report import REPORT, file, finding, row

LINUX = {"key": "It was made with {device}.", "values": {"device": "Linux, Chrome"}}
ME, STRANGER = "203.0.113.7", "198.51.100.9"
YEN = {"currency": "JPY"}


def trigger(line: int, table: str, at: str, minor: int | None = None, **fields: str) -> dict[str, Any]:
    """A row that led to a finding, as reports keep it."""
    money = None if minor is None else {"minor": minor, **YEN}
    return row(line, **fields) | {"role": "trigger", "table": table, "at": at, "money": money}


ORDERED, USED = "2026-06-12T04:55:37Z", "2026-06-12T00:00:00Z"
ORDER = trigger(7, "orders", ORDERED, 32800, Order="250-1111111-1111111")
SIGNED_IN = trigger(18, "logins", "2026-06-11T19:40:17Z", Address=STRANGER)
MINE = trigger(19, "logins", "2026-06-11T07:33:00Z", Address=ME)
STORY = [
    finding("jump", detector="login.impossible_travel", title="Two sign-ins", evidence=[MINE, SIGNED_IN],
            values={"at": SIGNED_IN["at"], "country": "BR"}, at=MINE["at"]),
    finding("land", detector="login.new_country", title="A new country", evidence=[SIGNED_IN], at=SIGNED_IN["at"],
            values={"at": SIGNED_IN["at"], "device": LINUX}),
    finding("buy", detector="order.first_address", title="A new address", evidence=[ORDER], at=ORDERED,
            values={"order": "250-1111111-1111111"}),
    finding("again", detector="order.amount", title="A large order", evidence=[ORDER], at=ORDERED, values={}),
    finding("use", detector="giftcard.unmatched_use", title="The balance was used", at=USED,
            evidence=[trigger(25, "ledger", USED, -9800)], values={"amount": {"minor": 9800, **YEN}}),
    finding("sell", detector="seller.pending_burst", title="Unpaid orders", at=ORDERED, values={}, evidence=[]),
]  # fmt: skip


@pytest.fixture
def hit(app: FastAPI, reader: Browser) -> Browser:
    """Somebody whose account was misused, and who sells as well."""
    keep(app, REPORT | {"findings": STORY})
    return reader


def letter(browser: Browser, name: str, into: str = "en") -> str:
    html = browser.get(f"/case/letters/{name}?to={into}").text
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", html, re.S)
    assert found
    return unescape(found[1])


def deny(browser: Browser, *names: str, verdict: str = "not_mine") -> None:
    for name in names:
        browser.post("/case/findings", {"finding": name, "verdict": verdict}, on="/case/findings")


def test_what_nobody_answered_is_in_no_letter(hit: Browser, lang: str) -> None:
    """Without an answer a letter holds no row, amount or address of the history; the title of a finding is in none.
    Only the family is asked about what is open."""
    facts = ("250-1111111-1111111", "32,800", "9,800", STRANGER, ME)
    for name in letters():
        text = letter(hit, name, lang)
        assert any(one in text for one in facts) == (name == "household"), name
    deny(hit, "buy", "use", "land", "sell")
    for name in letters():
        text = letter(hit, name, lang)
        assert not any(one["title"] in text for one in STORY), name
        assert ME not in text, name


TOLD = {
    "shop_support": "250-1111111-1111111 32,800 9,800",
    "card_jp": "250-1111111-1111111 32,800",
    "card_us": "250-1111111-1111111 32,800",
    "bank_jp": "250-1111111-1111111 32,800",
    "payapp_jp": "250-1111111-1111111 32,800",
    "consumer_centre": "250-1111111-1111111 32,800 9,800 42,600",
    "police_jp": f"250-1111111-1111111 32,800 9,800 42,600 {STRANGER}",
    "ic3": f"250-1111111-1111111 32,800 9,800 42,600 {STRANGER}",
    "report_fraud_uk": "250-1111111-1111111 32,800 9,800 42,600",
    "household": "250-1111111-1111111 32,800 9,800",
    "seller_support": "",
    "giftcard_issuer": "",
    "points_jp": "",
    "mandate": "",
}


def test_everybody_is_told_what_concerns_them(hit: Browser, lang: str) -> None:
    """Of what is nobody's each recipient gets the rows that are theirs, whole and once."""
    deny(hit, "buy", "use", "land")
    for name, told in TOLD.items():
        text = letter(hit, name, lang)
        for one in ("250-1111111-1111111", "32,800", "9,800", "42,600", STRANGER):
            assert (one in text) == (one in told.split()), (name, one)
        assert text.count("250-1111111-1111111") == min(1, len(told)), name


def paid(payee: str, path: str, minor: int) -> dict[str, Any]:
    """A payment that nobody in the house made, as a finding."""
    charge = trigger(minor, "payments", ORDERED, minor) | {"path": path, "upload": 1, "payee": payee}
    return finding(
        payee, detector="payment.payee", title="A payee", evidence=[charge], at=ORDERED, values={}, shop=None
    )


def test_a_payment_goes_to_who_lists_it(app: FastAPI, reader: Browser, lang: str) -> None:
    """The row of a pay app's list goes to the pay app and that of a card's statement to the card, as far as pictures
    say what they are; a shop reads of payments to itself alone, and no letter names a shop that no row of it names."""
    kinds = {"app.png": "payments", "card.png": "statement", "any.png": "unknown"}
    files = [file(name, format="picture.screen", list_kind=kind) for name, kind in kinds.items()]
    charges = [
        paid("STEAM GAMES", "card.png", 24000),
        paid("TARO YAMADA", "app.png", 31000),
        paid("CORNER SHOP", "any.png", 4100),
        paid("AMAZON.CO.JP", "card.png", 5200),
    ]
    keep(app, REPORT | {"files": [*REPORT["files"], *files], "findings": charges})
    deny(reader, *(charge["id"] for charge in charges))
    listed = {
        "shop_support": ["5,200"],
        "card_jp": ["24,000", "4,100", "5,200"],
        "card_us": ["24,000", "4,100", "5,200"],
        "bank_jp": ["24,000", "4,100", "5,200"],
        "payapp_jp": ["31,000", "4,100"],
        "police_jp": ["24,000", "31,000", "4,100", "5,200"],
        "household": ["24,000", "31,000", "4,100", "5,200"],
    }
    for name, amounts in listed.items():
        text = letter(reader, name, lang)
        for charge, amount in zip(charges, ("24,000", "31,000", "4,100", "5,200"), strict=True):
            assert (amount in text) == (amount in amounts), (name, amount)
            assert (charge["id"] in text) == (amount in amounts), (name, charge["id"])
    assert "Amazon.co.jp" in letter(reader, "shop_support", lang)
    assert "Amazon.co.jp" not in letter(reader, "police_jp", lang)


def test_charges_come_from_the_rows(hit: Browser) -> None:
    """A charge is the row of an order, once, however many findings rest on it; the sum counts it once."""
    deny(hit, "buy", "again")
    assert letter(hit, "card_jp", "ja").count("¥32,800") == 2  # the charge and the sum


def test_doubt_is_a_question_of_its_own(hit: Browser, lang: str) -> None:
    """What somebody is not sure of stands apart, and in no sum. An answer to one finding counts for the same order in
    another."""
    deny(hit, "use", verdict="not_sure")
    deny(hit, "again")
    text = letter(hit, "police_jp", lang)
    certain, doubtful = re.split("まだ分かりません|cannot tell yet", text)
    assert "¥32,800" in certain
    assert "9,800" in doubtful
    assert "9,800" not in certain
    assert "42,600" not in text


def bought(number: int, minor: int, role: str = "trigger", card: bool | None = True) -> dict[str, Any]:
    """The row of an order of gift cards; what stands beside the first order is counted by the same sentence."""
    made = trigger(100 + number, "orders", f"2026-06-1{number}T04:55:37Z", minor)
    return made | {"role": role, "told": role == "context", "order": f"250-1111111-000000{number}", "card": card}


def burst(app: FastAPI, rows: list[dict[str, Any]]) -> None:
    """Gift cards, in a report with two findings about the same orders."""
    told = {"evidence": rows, "at": ORDERED, "values": {}}
    names = {"cards": "order.giftcard_burst", "place": "order.first_address"}
    found = [finding(name, detector=one, title="Gift cards", **told) for name, one in names.items()]
    keep(app, REPORT | {"findings": found})


def test_an_answer_about_several_orders_is_about_each(app: FastAPI, reader: Browser, lang: str) -> None:
    """All orders that a finding counts are charges once nobody knows of them, each once, and the sum is theirs."""
    split = [bought(3, 20000, "context"), bought(3, 30000, "context") | {"line": 999}]  # two lines of one order
    paid = trigger(7, "payments", ORDERED, 30000) | {"order": "250-1111111-0000001", "card": True}
    rows = [bought(1, 30000), bought(2, 30000, "context"), *split, paid, bought(4, 777, "context") | {"told": False}]
    burst(app, rows)
    assert "30,000" not in letter(reader, "card_jp", lang)  # nobody was asked yet
    deny(reader, "cards", "place")
    for name in ("card_jp", "police_jp"):
        text = letter(reader, name, lang)
        assert "¥110,000" in text
        assert (text.count("¥30,000"), text.count("¥50,000"), text.count("¥777")) == (2, 1, 0)


def test_an_answer_about_one_order_says_nothing_of_others(app: FastAPI, reader: Browser) -> None:
    """A finding that cites an order which was denied elsewhere is no denial of the other orders that it cites."""
    rows = [bought(1, 30000), bought(2, 40000)]
    both = finding("both", detector="order.velocity", evidence=rows, values={}, triggers=["first", "second"])
    one = finding("one", detector="order.first_address", evidence=rows[:1], values={}, triggers=["first"])
    keep(app, REPORT | {"findings": [one, both]})
    deny(reader, "one")
    text = letter(reader, "card_jp", "ja")
    assert text.count("¥30,000") == 2
    assert "40,000" not in text


def test_what_no_card_paid_is_no_card_charge(app: FastAPI, reader: Browser, lang: str) -> None:
    """A card company is asked for what a card paid or may have paid; the police are told of everything."""
    burst(app, [bought(1, 1000, card=False), bought(2, 2000), bought(3, 4000, card=None)])
    deny(reader, "cards", "place")
    text = letter(reader, "card_jp", lang)
    assert "¥6,000" in text
    assert "¥1,000" not in text
    assert "¥7,000" in letter(reader, "police_jp", lang)
    burst(app, [bought(1, 1000, card=False)])
    for name in ("card_jp", "card_us"):
        assert "1,000" not in letter(reader, name, lang)
    assert "Gift cards" not in letter(reader, "card_us", lang)


def test_a_payment_names_who_was_paid(app: FastAPI, reader: Browser) -> None:
    """The card company is told of payments to strangers by the names that the list of payments gives."""
    rows = [
        trigger(7 + n, "payments", ORDERED, 30000) | {"payee": name, "card": None, "told": True, "role": role}
        for n, (name, role) in enumerate((("Key Market UAB", "trigger"), ("Coins Ltd", "context")))
    ]
    told = {"evidence": rows, "at": ORDERED, "values": {}, "shop": "paypal.com", "title": "Payments"}
    keep(app, REPORT | {"findings": [finding("paid", detector="account.new_payee", **told)]})
    reader.post("/case/findings", {"finding": "paid", "verdict": "not_mine"}, on="/case/findings")
    text = letter(reader, "card_jp", "ja")
    assert all(one in text for one in ("Key Market UAB", "Coins Ltd", "¥60,000"))
    assert "paypal.com" not in text


def test_the_owners_own_address_is_no_suspect(hit: Browser) -> None:
    """Of two sign-ins that one person cannot have made the strange one is told, once, with all that is known of it."""
    deny(hit, "jump", "land")
    for name in ("police_jp", "ic3"):
        text = letter(hit, name)
        assert ME not in text
        assert text.count(STRANGER) == 1
    assert "Brazil | Linux, Chrome" in letter(hit, "police_jp")


def test_a_seller_tells_what_a_seller_did(hit: Browser) -> None:
    """What was done for the account as a buyer stays out of the letter to seller support."""
    deny(hit, "buy")
    for step in ("save.household", "report.shop"):
        hit.post("/case/steps", {"step": step, "state": "done"}, on="/case/steps")
    assert "I asked the members of my household." in letter(hit, "shop_support")
    assert "I asked the members of my household." not in letter(hit, "seller_support")
    assert "I told the shop what happened." in letter(hit, "seller_support")


def test_a_letter_is_a_pdf_in_which_nothing_acts(hit: Browser, lang: str) -> None:
    """The text as it was edited, its table drawn as one; markup in it is printed letter for letter. The page has it for
    printing, too."""
    hostile = "前 #panic() <script>alert(1)</script> $x$ [U+202E] \\ @x"
    text = f"件名\n\n番号 | 内容 | 金額\n1 | {hostile} | ¥9\n\nおわり"
    where = f"/case/letters/card_jp?to={lang}"
    made = hit.post("/case/letters/card_jp", {"to": lang, "text": text, "act": "pdf"}, on=where)
    assert made.headers["Content-Type"] == "application/pdf"
    shown = " ".join(page.extract_text() for page in PdfReader(BytesIO(made.content)).pages)
    assert "<script>alert(1)</script>" in shown.replace("\n", "")
    assert "#panic()" in shown
    assert "¥9" in shown
    assert "|" not in shown
    html = hit.get(where).text
    assert "<script>alert(1)" not in html
    assert html.count("&lt;script&gt;alert(1)") == 2  # in the field, and in the table for printing
    assert re.search('<th scope="col">(<span lang="ja">)?金額<', html)


def test_only_letters_of_the_persons_market_come_first(reader: Browser, lang: str) -> None:
    """In Japan the letters of other countries are folded away; in English the shop's country decides as well."""
    first, others = reader.get("/case/letters").text.split("<details", 1)
    assert "/case/letters/card_us" not in first
    assert "/case/letters/ic3" not in first
    assert "/case/letters/card_us" in others


def test_what_the_second_look_settled_is_told(sampled: Browser) -> None:
    """What recognition disowned stands in the letters with its product, recipient and way of paying, and on the first
    page of the summary under the same number; what was recognised there is in neither."""
    walk(sampled, knows)
    text, page = letter(sampled, "shop_support", "ja"), sampled.get("/case/summary").text
    (line,) = [one for one in text.splitlines() if "32,800" in one]
    number, *cells = line.split(" | ")
    assert [one for one in cells if "見本のタブレット" in one and "架空 一郎" in one]
    assert "Visa - 5678" in cells
    row = next(one for one in page.split("<tr>") if "32,800" in one)
    assert f">{number}</td>" in row
    assert "46,580" not in text + page


def test_unanswered_findings_are_in_the_summary_only_if_wanted(hit: Browser) -> None:
    """They stay out of every form of the summary, whose first page says how many they are; a choice brings them in."""
    deny(hit, "buy")
    told = hit.get("/case/summary.json").json()
    assert {one["verdict"] for one in told["findings"]} == {"not_mine"}
    assert told["left_out"] == len(STORY) - len(told["findings"])
    assert [one["order"] for one in told["denied"]] == ["250-1111111-1111111"]
    whole = hit.get("/case/summary.json?unanswered=1").json()
    assert len(whole["findings"]) == len(STORY)
    assert whole["left_out"] == 0
    assert whole["denied"] == told["denied"]
    assert 'href="/case/summary.pdf?unanswered=1"' in hit.get("/case/summary?unanswered=1").text
