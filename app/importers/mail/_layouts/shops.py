"""Order mails of other shops: Rakuten, Yahoo! Shopping and its auctions, Mercari, Yodobashi."""

import re
from collections.abc import Callable, Iterable, Iterator

from app.importers.mail._notice import (
    ANY,
    Columns,
    Layout,
    MailLine,
    Notice,
    Record,
    amount_behind,
    first,
    label,
    labels,
    subject,
    text_of,
)
from app.importers.shared.cells.shop_names import (
    MERCARI,
    MERCARI_SHOPS,
    RAKUTEN,
    YAHOO_AUCTIONS,
    YAHOO_FLEA_MARKET,
    YAHOO_SHOPPING,
    YODOBASHI,
)

_BOUGHT = re.compile(r"購入|落札|注文")
_SOLD = re.compile(r"売れ|購入されました|発送をお願い|発送してください|出品(?!者)")


def _order(shop: str, number: str, total: str, whole: str = "", **names: str) -> Callable[[Notice], Iterator[Record]]:
    """Reads one order: the labels of its ``number``, of what it cost (and before points and coupons: ``whole``), and of
    other columns."""

    def read(notice: Notice) -> Iterator[Record]:
        named = first(notice.lines, number)
        amount = next(
            (value for value in (amount_behind(notice.lines, name) for name in total.split("/")) if value), None
        )
        columns: Columns = {name: text_of(notice.lines, words) for name, words in names.items()}
        title = columns.pop("title", None)
        identity = named.plain.split()[0] if named else None
        columns |= {"order_id": identity, "shop": shop}
        columns |= {"titles": [title] if title else _numbered(notice)} | _paid(amount)
        before = amount_behind(notice.lines, whole) if whole else None
        yield Record("orders", columns, whole=before[0] if before else None)

    return read


def _paid(amount: tuple[str, str] | None) -> dict[str, str]:
    return {"money": amount[0], "currency": amount[1]} if amount else {}


def _numbered(notice: Notice) -> list[str]:
    """The titles of lists like `(1)title`, and of `・「title」`."""
    matches = (re.match(r"^(?:\(\d+\)|・「)\s*(.+?)」?$", line.plain) for line in notice.lines)
    return [match[1] for match in matches if match] or list(_priced(notice.lines))


def _priced(lines: tuple[MailLine, ...]) -> Iterator[str]:
    """The titles above `価格 21,560(円) x 1(個)`, without the number that follows each in brackets."""
    for place, line in enumerate(lines):
        if re.match(r"^価格 [\d,]+\(円\)", line.plain):
            above = [line.raw for line in lines[:place] if not line.plain.startswith("SKU管理番号")][-1:]
            yield from (re.sub(r"\([^()]*\)$", "", title) for title in above)


def _bought(read: Callable[[Notice], Iterable[Record]]) -> Callable[[Notice], Iterator[Record]]:
    """The orders if the words of the mail are those to a buyer; otherwise nothing, because sellers get mails with the
    same labels."""

    def checked(notice: Notice) -> Iterator[Record]:
        text = [notice.subject, *(line.plain for line in notice.lines)]
        if any(map(_BOUGHT.search, text)) and not any(map(_SOLD.search, text)):
            yield from read(notice)

    return checked


def _cancelled(notice: Notice) -> Iterator[Record]:
    if number := first(notice.lines, "商品ID"):
        yield Record("orders", {"order_id": number.plain.split()[0], "shop": MERCARI, "status": "cancelled"})


_RAKUTEN = labels("受注番号", "注文日時|日時", "注文者", "支払方法", "ショップ名", "支払い金額")
_YAHOO = labels("注文日時", "注文ID", "ストア名", "合計金額")
LAYOUTS = (
    Layout(
        ("order@rakuten.co.jp",),
        subject("楽天市場.*注文内容ご確認"),
        _RAKUTEN,
        _order(
            RAKUTEN,
            "受注番号",
            "支払い金額/合計",
            whole="合計",
            date="注文日時|日時",
            payment="支払方法",
            seller="ショップ名",
        ),
        least=3,
        alone=(tuple(re.compile(rf"^\[{name}\]") for name in ("受注番号", "注文者", "ショップ名")),),
    ),
    Layout(
        ("shopping-order-master@mail.yahoo.co.jp",),
        subject("ご注文の確認|ご利用内容をご確認ください|お申し込みのご確認"),
        _YAHOO,
        _order(YAHOO_SHOPPING, "注文ID", "合計金額", date="注文日時", seller="ストア名"),
        alone=((re.compile(r"^注文日時: ?\d{4}年\d\d月\d\d日 \d\d時\d\d分\d\d秒$"), *_YAHOO[1:3]),),
    ),
    Layout(
        ("paypay-fleamarket@mail.yahoo.co.jp",),
        subject(ANY),
        labels("商品ID", "商品名", "商品金額"),
        _bought(_order(YAHOO_FLEA_MARKET, "商品ID", "商品金額", title="商品名")),
        least=3,
    ),
    Layout(
        ("auction-master@mail.yahoo.co.jp",),
        subject(ANY),
        labels("オークションID", "合計落札価格", "終了|終了日時"),
        _bought(_order(YAHOO_AUCTIONS, "オークションID", "合計落札価格", title="商品名|タイトル")),
        least=3,
    ),
    Layout(
        ("no-reply@mercari.jp",),
        subject("発送をお願いします"),
        labels("商品ID", "商品名", "商品価格"),
        code="sale-mail",
    ),
    Layout(("no-reply@mercari.jp",), subject("取引キャンセル"), labels("商品ID", "商品名"), _cancelled),
    Layout(
        ("no-reply@mercari.jp",),
        subject("ご購入ありがとうございます"),
        labels("商品ID", "商品名", "商品代金", "出品者"),
        _order(MERCARI, "商品ID", "商品代金", title="商品名", seller="出品者"),
        alone=((re.compile(r"^商品ID ?: ?m\d+$"), re.compile(r"^商品代金 ?:"), label("出品者")),),
    ),
    Layout(
        ("no-reply@mercari-shops.com",),
        subject(ANY),
        labels("注文番号", "商品名", "商品価格", "ショップ名"),
        _bought(_order(MERCARI_SHOPS, "注文番号", "商品価格", title="商品名", seller="ショップ名")),
        least=3,
    ),
    Layout(
        ("thanks_gochuumon@yodobashi.com", "thanks_gonyuukin@yodobashi.com"),
        subject(ANY),
        labels("ご注文日", "ご注文商品", "ご注文金額", "今回のお買い物合計金額", "ご?注文番号"),
        _order(YODOBASHI, "ご?注文番号", "(?:ご注文金額】 ?)?今回のお買い物合計金額/ご注文金額", date="ご注文日"),
        least=3,
    ),
)
