"""A stored report with everything that a page may have to show, and with texts of an attacker."""

from typing import Any

HOSTILE = "券\u202e<script>alert(1)</script>\u200b<img src=x onerror=alert(2)> https://evil.example/" + "x" * 300
ORDERS = "Your Orders.zip!/Order History.csv"


def problem(line: int | None, code: str, message: str, **values: Any) -> dict[str, Any]:
    return {"line": line, "code": code, "message": message, "values": values}


def file(path: str, **changed: Any) -> dict[str, Any]:
    plain = {"path": path, "sha256": "0" * 64, "bytes": 1234, "format": None, "encoding": None, "rows": None}
    return plain | {"events": 0, "upload": 1, "period": None, "header": [], "problems": []} | changed


def row(line: int, role: str = "trigger", **fields: str) -> dict[str, Any]:
    return {"path": ORDERS, "line": line, "role": role, "fields": fields, "also": [{"path": "b.csv", "line": 7}]}


def finding(name: str, **changed: Any) -> dict[str, Any]:
    said = {"title": "The title of {item}", "message": "{amount} went to {item}.", "innocent": "A gift of {item}."}
    values = {"item": HOSTILE, "amount": {"minor": 12800, "currency": "JPY"}}
    where = {"shop": "amazon.co.jp", "unshipped": False, "verdict": None, "episode": None}
    plain = {"id": name, "detector": "refund.orphan", "kind": "proof", "severity": "high", "confidence": 1}
    when = {"at": "2026-03-03T04:05:06Z", "at_basis": "stated", "triggers": [f"event-of-{name}"]}
    rows = [row(12, Product=HOSTILE, Empty="", Gift="Not Available", Address="山田 太郎\n東京都")]
    return plain | said | {"values": values, "evidence": rows} | where | when | changed


def outcome(detector: str, title: str, result: str, code: str | None = None, *get: str) -> dict[str, Any]:
    return {"detector": detector, "title": title, "outcome": result, "code": code, "values": {}, "get": list(get)}


BAD_CELLS = [problem(n, "bad-date", "The cell {cell} holds no date.", cell=HOSTILE) for n in range(2, 27)]
MANY_ROWS = [row(n, Address=f"203.0.113.{n}") for n in range(1, 100)]
REPORT: dict[str, Any] = {
    "schema": "mioboe.report/4",
    "files": [
        file(
            ORDERS,
            format="amazon.order_history",
            encoding="utf-8",
            rows=4210,
            events=4200,
            period=["2019-01-02T00:00:00Z", "2026-10-03T00:00:00Z"],
            problems=BAD_CELLS,
        ),
        file("memo.csv", encoding="cp932", rows=20, header=[["日付", HOSTILE]]),
        file("broken.zip", problems=[problem(None, "corrupt", "This file is damaged.")]),
        file("picture.jpg", sha256=None, problems=[problem(None, "not-read", "This is no table.")]),
    ],
    "events": {"orders": 4200, "logins": 300},
    "coverage": [
        {
            "table": "orders",
            "shop": "amazon.co.jp",
            "from": "2019-01-02T00:00:00Z",
            "to": "2026-10-03T00:00:00Z",
            "events": 4200,
        },
        {"table": "logins", "shop": None, "from": None, "to": None, "events": 300},
    ],
    "findings": [
        finding("aaaa"),
        finding("bbbb", kind="surprise", severity="low", at=None, at_basis=None, evidence=MANY_ROWS),
        finding("cccc", kind="rule", severity="medium", at_basis="date_only", evidence=[]),
    ],
    "outcomes": [
        outcome("giftcard.a", "The first check", "not_assessable", "missing.ledger", "amazon.gift_card_page"),
        outcome("giftcard.b", "The second check", "not_assessable", "missing.ledger", "amazon.gift_card_page"),
        outcome("order.c", "A check that found nothing", "clear"),
    ],
    "shops": ["amazon.co.jp"],
    "places": {"as_of": "2026-06-01", "source": "DB-IP Lite country"},
    "timing": {"read_s": 0.1, "find_s": 0.1, "total_s": 0.2},
}
