"""Lists of payments: a wallet's, monthly statements of Japanese cards, Chase's, a bank's OFX file."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from evaluation.export import File, money, paypal, table
from evaluation.export.headers import CHASE, PAYPAY, RAKUTEN_CARD
from evaluation.simulate.life import DAY, SHOPS, Life
from evaluation.simulate.records import Order, Payment, PaymentList, Record

Row = tuple[datetime, Record, str, int, Payment | None]  # when, what, payee, minor units (negative: came back)
AMAZON = {
    "rakuten.card": "ＡＭＡＺＯＮ．ＣＯ．ＪＰ",
    "smbc.card": "ＡＭＡＺＯＮ．ＣＯ．ＪＰ",
    "chase.card": "AMAZON MKTPL*{code}",
}
YEN = {
    "JPY": 1.0,
    "USD": 148.0,
    "GBP": 189.0,
    "EUR": 161.0,
    "TWD": 4.7,
    "KRW": 0.108,
    "THB": 4.2,
    "SGD": 112,
    "HKD": 19,
}


def lists(life: Life) -> Iterator[File]:
    """The files of all lists."""
    for book in life.payment_lists:
        yield from WRITERS[book.format](life, book)


def rows_of(life: Life, book: PaymentList) -> list[Row]:
    """All payments, oldest first; on a card also what the shop charged to it and gave back."""
    rows: list[Row] = [(one.at, one, one.payee, one.minor, one) for one in book.payments]
    name = AMAZON.get(book.format)
    if name:
        cards = {order.id for order in life.orders if order.payment.endswith(book.last4) and order.listed}
        for order in life.orders:
            charged = order.shipped and order.id in cards and order.currency == life.currency
            if charged and (minor := order.total - order.from_balance) > 0:
                rows.append((order.shipped[0], order, name.format(code=_code(order)), minor, None))
        rows += (
            (one.paid, one, name.format(code=one.order_id[-6:]), -one.minor, None)
            for one in life.refunds
            if one.order_id in cards and (one.destination, one.status) == ("card", "Completed")
        )
    return sorted((one for one in rows if book.since <= one[0] < life.end), key=lambda one: one[0])


def _code(order: Order) -> str:
    return hashlib.sha256(order.id.encode()).hexdigest()[:9].upper()


def number_of(record: Record, payee: str, row: int) -> str:
    """A number for a transaction: the same from the same account, and different for each row."""
    return hashlib.sha256(f"{record.at.isoformat()} {payee} {row}".encode()).hexdigest().upper()


def local(life: Life, at: datetime) -> datetime:
    return at + timedelta(hours=SHOPS[life.home.country][3])


def paypay(life: Life, book: PaymentList) -> Iterator[File]:
    """``Transactions_….csv``, newest first, with the points and the money put in."""
    rows = list[tuple[Record | None, list[str]]]()
    for row, (at, record, payee, minor, one) in enumerate(rows_of(life, book)):
        day = f"{local(life, at):%Y/%m/%d %H:%M:%S}"
        number = f"04{int(number_of(record, payee, row)[:14], 16) % 10**18:018d}"
        kind = {"sent": "送った金額", "received": "受け取った金額"}.get(one.way if one else "", "支払い")
        out, back = (f"{minor:,}", "-") if minor > 0 else ("-", f"{-minor:,}")
        method = "PayPay残高" if kind != "支払い" or row % 3 else f"クレジット VISA {book.last4}"
        rows.append((record, [day, out, back, "-", "-", "-", "-", kind, payee, method, "-", "本人", number]))
        if kind == "支払い" and minor >= 200:
            earned = [
                "-",
                f"{minor // 200:,}",
                *"----",
                "ポイント、残高の獲得",
                payee,
                "PayPayポイント",
                "-",
                "-",
                f"{number[2:]}-p",
            ]
            rows.append((None, [f"{local(life, at + timedelta(seconds=9)):%Y/%m/%d %H:%M:%S}", *earned]))
        if row % 11 == 0:
            top_up = ["-", "10,000", *"----", "チャージ", "みなと銀行", "銀行口座", "-", "本人", f"05{number[2:]}"]
            rows.append((None, [f"{local(life, at - timedelta(minutes=2)):%Y/%m/%d %H:%M:%S}", *top_up]))
    first, last = local(life, book.since), local(life, life.end)
    yield table(f"Transactions_{first:%Y%m%d}-{last:%Y%m%d}.csv", PAYPAY, rows[::-1], bom=True)


def _months(life: Life, book: PaymentList) -> Iterator[tuple[datetime, list[Row]]]:
    """The rows of each month of use, with its first day."""
    months = dict[str, list[Row]]()
    for one in rows_of(life, book):
        months.setdefault(f"{local(life, one[0]):%Y%m}", []).append(one)
    yield from ((datetime.strptime(f"{month}01+0000", "%Y%m%d%z"), rows) for month, rows in months.items())


def rakuten(life: Life, book: PaymentList) -> Iterator[File]:
    """``enaviYYYYMM(nnnn).csv``, a file for each month of payment; a note stands below what was paid abroad."""
    for month, found in _months(life, book):
        paid, after = month + 45 * DAY, month + 75 * DAY
        rows = list[tuple[Record | None, list[str]]]()
        for at, record, payee, minor, one in reversed(found):
            day, cost = f"{local(life, at):%Y/%m/%d}", str(minor)
            rows.append((record, [day, payee, "本人", "1回払い", cost, "0", cost, cost, "0", "*"]))
            if one and one.abroad:
                rate = YEN[one.abroad]
                note = f"現地利用額　　　　　　　{minor / rate:.2f}変換レート　　　　　　{rate:.3f}円"
                rows.append((None, ["", note, *[""] * 8]))
        header = [one.format(month=paid.month, next=after.month) for one in RAKUTEN_CARD]
        yield table(f"enavi{paid:%Y%m}({book.last4}).csv", header, rows, bom=True, quote_all=True)


def smbc(life: Life, book: PaymentList) -> Iterator[File]:
    """``YYYYMM.csv`` of Vpass, a file for each month: who and which card, the payments, and their sum."""
    name = life.home.name.replace(" ", "　")
    for month, found in _months(life, book):
        lines = [f"{name}　様,4980-****-****-{book.last4},三井住友カード（ＮＬ）"]
        places = list[tuple[int, Record]]()
        for at, record, payee, minor, _ in found:
            lines.append(f"{local(life, at):%Y/%m/%d},{payee},{minor},１,１,{minor},")
            places.append((len(lines), record))
        lines.append(f",,,,,{sum(one[3] for one in found)},")
        data = "".join(f"{one}\r\n" for one in lines).encode("cp932")
        yield File(f"{month + 45 * DAY:%Y%m}.csv", data, places)


def chase(life: Life, book: PaymentList) -> Iterator[File]:
    """``ChaseNNNN_Activity.csv``, newest first, negative where money was spent."""
    rows = []
    for at, record, payee, minor, _ in reversed(rows_of(life, book)):
        day = local(life, at)
        kind, amount = ("Sale" if minor > 0 else "Return"), money(-minor, life.currency, False)
        rows.append((record, [f"{day:%m/%d/%Y}", f"{day + 2 * DAY:%m/%d/%Y}", payee, "Shopping", kind, amount, ""]))
    yield table(f"Chase{book.last4}_Activity.csv", CHASE, rows)


OFX = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>0<STMTRS><CURDEF>{currency}
<BANKACCTFROM><BANKID>10001000<ACCTID>10000000{last4}<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>{first:%Y%m%d}<DTEND>{last:%Y%m%d}
"""
OFX_END = "</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"


def ofx(life: Life, book: PaymentList) -> Iterator[File]:
    """``statement.ofx`` of a current account: days without times, names of at most 32 letters."""
    text = OFX.format(currency=life.currency, last4=book.last4, first=book.since, last=life.end)
    line, places = text.count("\n") + 1, list[tuple[int, Record]]()
    for row, (at, record, payee, minor, _) in enumerate(rows_of(life, book)):
        kind, name = ("DEBIT" if minor > 0 else "CREDIT"), payee[:32].strip().replace("&", "&amp;")
        text += (
            f"<STMTTRN><TRNTYPE>{kind}<DTPOSTED>{local(life, at):%Y%m%d}<TRNAMT>{-minor / 100:.2f}"
            f"<FITID>{number_of(record, payee, row)[:16]}<NAME>{name}</STMTTRN>\n"
        )
        places.append((line + row, record))
    yield File("statement.ofx", (text + OFX_END).encode("cp1252"), places)


WRITERS: dict[str, Callable[[Life, PaymentList], Iterator[File]]] = {
    "paypay.transactions": paypay,
    "paypal.activity": paypal.activity,
    "rakuten.card": rakuten,
    "smbc.card": smbc,
    "chase.card": chase,
    "ofx.statement": ofx,
}
