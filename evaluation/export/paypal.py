"""PayPal's activity: a row for each payment, and one for the card or bank that brought the money."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from evaluation.export import File, money, table
from evaluation.export.headers import PAYPAL_DE, PAYPAL_EN, PAYPAL_JA
from evaluation.simulate.life import SHOPS, Life
from evaluation.simulate.records import Payment, PaymentList, Record

# By country: header, how a day is written, the zone, and the names of the columns that are filled.
_FORMS = {
    "JP": (PAYPAL_JA, "%Y/%m/%d", "JST"),
    "US": (PAYPAL_EN, "%m/%d/%Y", "PDT"),
    "GB": (PAYPAL_EN, "%d/%m/%Y", "GMT"),
    "DE": (PAYPAL_DE, "%d.%m.%Y", "CET"),
}
_COLUMNS = {
    PAYPAL_JA: "日付|時間|タイムゾーン|名前|タイプ|ステータス|通貨|合計|手数料|正味|取引ID|"
    "リファレンス トランザクションID|残高への影響",
    PAYPAL_EN: "Date|Time|TimeZone|Name|Type|Status|Currency|Gross|Fee|Net|Transaction ID|Reference Txn ID|"
    "Balance Impact",
    PAYPAL_DE: "Datum|Uhrzeit|Zeitzone|Name|Typ|Status|Währung|Brutto|Gebühr|Netto|Transaktionscode|"
    "Zugehöriger Transaktionscode|Auswirkung auf Guthaben",
}
# How a payment of each way is called, then what brought the money, done and denied, and the two directions.
_WORDS = {
    PAYPAL_JA: {
        "paid": "ウェブペイメント",
        "monthly": "事前承認支払い",
        "sent": "一般支払い",
        "received": "一般支払い",
        "money": "クレジットカードによる一般の入金",
        "done": "完了",
        "denied": "拒否済み",
        "out": "引落し",
        "in": "入金",
    },
    PAYPAL_EN: {
        "paid": "Express Checkout Payment",
        "monthly": "PreApproved Payment Bill User Payment",
        "sent": "Mobile Payment",
        "received": "Mobile Payment",
        "money": "General Credit Card Deposit",
        "done": "Completed",
        "denied": "Denied",
        "out": "Debit",
        "in": "Credit",
    },
    PAYPAL_DE: {
        "paid": "PayPal Express-Zahlung",
        "monthly": "Zahlung im Einzugsverfahren",
        "sent": "Handyzahlung",
        "received": "Handyzahlung",
        "money": "Bankgutschrift auf PayPal-Konto",
        "done": "Abgeschlossen",
        "denied": "Abgelehnt",
        "out": "Soll",
        "in": "Haben",
    },
}


def activity(life: Life, book: PaymentList) -> Iterator[File]:
    """``Download.CSV`` in the language of the country."""
    header, _, _ = _FORMS[life.home.country]
    rows = [row for number, one in enumerate(book.payments) for row in _written(life, one, number)]
    yield table("Download.CSV", header, rows, bom=True, quote_all=True)


def _written(life: Life, one: Payment, number: int) -> Iterator[tuple[Record | None, list[str]]]:
    header, day, zone = _FORMS[life.home.country]
    words, at = _WORDS[header], one.at + timedelta(hours=SHOPS[life.home.country][3])
    code = hashlib.sha256(f"{one.at.isoformat()} {one.payee} {number}".encode()).hexdigest()[:15].upper()
    denied = one.way == "declined"
    status = words["denied" if denied else "done"]
    moment = [at.strftime(day), f"{at:%H:%M:%S}", zone]
    kind = words["paid" if denied else one.way]
    way = "out" if one.minor > 0 else "in"
    cells = [one.payee, kind, status, *_sum(life, -one.minor), f"9P{code}", "", words[way]]
    yield one, _row(header, [*moment, *cells])
    if one.minor > 0 and not denied:
        brought = ["", words["money"], status, *_sum(life, one.minor), f"9M{code}", f"9P{code}", words["in"]]
        yield None, _row(header, [*moment, *brought])


def _sum(life: Life, minor: int) -> list[str]:
    text = money(minor, life.currency)
    if life.home.country == "DE":
        text = text.translate(str.maketrans(",.", ".,"))
    return [life.currency, text, "0" if life.currency == "JPY" else "0,00" if "," in text[-3:] else "0.00", text]


def _row(header: tuple[str, ...], cells: list[str]) -> list[str]:
    named = dict(zip(_COLUMNS[header].split("|"), cells, strict=True))
    return [named.get(name, "") for name in header]
