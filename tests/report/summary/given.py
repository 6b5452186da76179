"""A report and a state as the service hands them over, made by hand: small, or as large as a test asks."""

from datetime import UTC, datetime
from typing import Any

from analyzers.events.answers import EVERYTHING, Person, Said
from app.report.model import SCHEMA, PlanEntry, Report
from app.report.progress import AccountOf, CurrencyStates, States
from app.report.stored import typed
from app.report.summary import State
from app.report.summary.person import Contact, Contradiction, Deadline, Happened, Kept, MemberAnswer, Note

MADE = datetime(2026, 3, 4, 1, 10, 11, tzinfo=UTC)

# What an attacker, or an odd shop, may write into a title or a name.
HOSTILE = {
    "typst": '#read("/etc/passwd") #panic("x") $x^2$ *bold* _it_ <label> @ref \\ `raw`',
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;",
    "jinja": "{{ 7*7 }}{% raw %} {number} {0.__class__}",
    "bidi": "safe\u202etxt.exe\u2066x\u2069",
    "emoji": "gift 🎁👨‍👩‍👧 ❤️",
    "control": "a\x00b\x1bc\x7fd\u2028e\ufefff",
    "surrogate": "x\ud800y\udfffz",
    "thai": "ไทย",
    "long": "W" * 400,
}


def finding(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One finding with one evidence row."""
    return {
        "id": f"f{number:04d}",
        "detector": "refund.orphan",
        "kind": "proof",
        "severity": "high",
        "confidence": 1.0,
        "episode": None,
        "at": f"2026-02-{1 + number % 28:02d}T18:30:00Z",
        "at_basis": "stated",
        "title": "Refund of {amount} without an order",
        "message": "A refund of {amount} names order {order}, which is not in your order list.",
        "innocent": "The order may be older than the period of the file.",
        "values": {"amount": {"minor": 128000, "currency": "JPY"}, "order": f"503-{number:07d}-1234567"},
        "verdict": None,
        "triggers": [f"e{number}"],
        "unshipped": False,
        "shop": "amazon.co.jp",
        "evidence": [
            {
                "path": "Your Orders.zip!/Refund Details.csv",
                "line": 1200 + number,
                "role": "trigger",
                "fields": {
                    "Order ID": f"503-{number:07d}-1234567",
                    "Refund Amount": "128,000",
                    "Product Name": "有線イヤホン 高音質 テスト商品",
                    "Empty": "",
                },
                "also": [{"path": "Orders.Returns.csv", "line": 7}],
            }
        ],
    } | changes


def file(path: str, **changes: Any) -> dict[str, Any]:
    """One file that was read."""
    return {
        "path": path,
        "sha256": "ab" * 32,
        "bytes": 123456,
        "format": "amazon.refund_details",
        "encoding": "utf-8",
        "rows": 4321,
        "events": 4320,
        "upload": 0,
        "period": ["2019-01-01T00:00:00Z", "2026-02-28T00:00:00Z"],
        "header": [],
        "problems": [],
    } | changes


def report(findings: list[dict[str, Any]] | None = None, **changes: Any) -> Report:
    """A whole report; three findings, one recognised, unless others are given."""
    problem = {"line": 12, "code": "bad-date", "message": "This row has no date.", "values": {}}
    refused: dict[str, Any] = {
        "line": None,
        "code": "encrypted",
        "message": "This file is locked with a password.",
        "values": {},
    }
    three = [finding(1), finding(2, verdict="family"), finding(3, verdict="not_mine", at_basis="assumed")]
    unread = {"format": None, "rows": None, "sha256": None, "events": 0}
    coverage = {"shop": "amazon.co.jp", "from": "2019-01-01T03:00:00Z", "to": "2026-02-28T03:00:00Z"}
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        "files": [
            file("Your Orders.zip!/Refund Details.csv", problems=[problem]),
            file("写真/旅行.zip", problems=[refused], **unread),
        ],
        "events": {"orders": 900, "refunds": 20, "logins": 3},
        "coverage": [{"table": "orders", "events": 900, **coverage}, {"table": "refunds", "events": 20, **coverage}],
        "findings": three if findings is None else findings,
        "outcomes": [
            {
                "detector": d,
                "title": t,
                "outcome": o,
                "code": code,
                "values": {},
                "get": g,
            }
            for d, t, o, code, g in (
                ("refund.orphan", "Refund without an order", "fired", None, []),
                ("refund.exceeds_paid", "More refunded than paid", "clear", None, []),
                (
                    "refund.rerouted",
                    "Refund to another place",
                    "not_assessable",
                    "missing.refunds.destination",
                    ["amazon.your_orders_returns"],
                ),
            )
        ],
        "shops": ["amazon.co.jp"],
        "places": {"as_of": "2026-06-01", "source": "DB-IP Lite country"},
        "timing": {"read_s": 0.1, "find_s": 0.1, "total_s": 0.2},
    }
    return typed(plain | changes, Report)


def step(step_id: str, title: str, why: str) -> PlanEntry:
    """One step of the plan."""
    phase = step_id.partition(".")[0]
    return PlanEntry(step_id, phase, title, why, 5, ["always"])


CONTACT = Contact(
    number=1, recipient="Shop desk", channel="chat", channel_name="Chat", at="2026-03-02T10:00+09:00",
    zone="Asia/Tokyo", when="2 Mar 2026 10:00", agent="Sato", case_number="A-1", subject="refund",
    statement="We look into it.", promise="The money comes back", promised_on="2026-03-09", promised_by="9 Mar 2026",
    next="Ask again", closed=False,
)  # fmt: skip


def state(**changes: Any) -> State:
    """A person with three steps, one done, and one symptom, who wrote down and put in something of every kind."""
    plan = (
        step("save.screens", "Save the screens before anything changes", "They vanish when you change something."),
        step("shop.password", "Choose a new password", "A new password locks out whoever knows the old one."),
        step("shop.passkey", "Set up a passkey", "A passkey cannot be phished."),
    )
    given: dict[str, Any] = {
        "version": "0.1.0",
        "generated_at": MADE,
        "plan": plan,
        "progress": {"save.screens": "done", "shop.passkey": "not_for_me"},
        "case": "K7Q2-9F",
        "symptoms": ("My order list shows something that nobody here ordered.",),
        "course": [
            Happened("symptom.unknown_order", "", "", "My order list shows an order that I did not place."),
            Happened("symptom.unknown_order", "2026-03-02", "2 Mar 2026", "I noticed it."),
        ],
        "since": {"save.screens": MADE},
        "notes": [Note("save.screens", "Save what the screens show now", "amazon.co.jp", "Saved on the blue stick")],
        "records": [Said(EVERYTHING, Person("member", "Hanako"), "did_not", "2026-03-01")],
        "household": [MemberAnswer("Hanako", "2026-03-01", "1 Mar 2026", "", "no", "sure")],
        "contacts": [CONTACT],
        "kept": [
            Kept(
                number=1, name="screen.png", sha256="cd" * 32, bytes=4096, at="2026-03-04T01:10:11+00:00",
                when="4 Mar 2026", step="save.screens", title="Save what the screens show now", about="",
                exhibit="Exhibit 1",
            )
        ],
        "account": AccountOf(States(920, 600, 20, 3, 1, 0, 296), [CurrencyStates("JPY", 9, 5, 0, 1, 0, 0, 3)]),
        "contradictions": [Contradiction(1, 2, "The desk said yes, then no.")],
        "deadlines": [Deadline("jp.card60", "2026-04-05", "5 Apr 2026", "Report to the card company", "Late is lost")],
    }  # fmt: skip
    return State(**(given | changes))
