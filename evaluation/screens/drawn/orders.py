"""Lists of orders that the names of items are read from: the layouts that the reader was written beside."""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from evaluation.screens.screen import Draw, Screen, Style, Truth

ITEMS = (
    "ワイヤレスイヤホン ノイズキャンセリング", "単3形アルカリ乾電池 20本入り", "Amazonギフトカード Eメールタイプ",
    "手帳 2027年1月始まり 週間バーチカル", "HDMIケーブル 2m ブラック", "ステンレス水筒 500ml 保温保冷", "詰め替え用シャンプー 2個セット",
    "お届け物を守る宅配ボックス 折りたたみ", "合計1000ピース ジグソーパズル 富士山", "電気ケトル 0.8L ホワイト", "猫砂 7L×4袋",
    "ノートパソコン用スタンド アルミ", "はじめての注文住宅", "USB充電器 65W", "レトルトカレー 中辛 180g×5P", "ゲームコントローラー",
)  # fmt: skip
GOODS = (
    "USB-C Charger 65W, 2 Ports", "Stainless Steel Water Bottle 500ml", "AA Batteries, 20 Pack", "The Total Money Plan",
    "Wireless Mouse, Silent Click", "Order Form Book, 50 Sheets", "Cat Litter, Clumping", "Desk Lamp with Dimmer",
)  # fmt: skip
PEOPLE = ("山田 太郎", "佐藤 花子", "鈴木一郎", "高橋 美咲")


class Order(NamedTuple):
    """One order: what was bought, for how much (yen, or cents), its number and who receives it."""

    at: datetime
    item: str
    amount: int
    number: str
    person: str

    @property
    def day(self) -> str:
        return f"{self.at.year}年{self.at.month}月{self.at.day}日"

    @property
    def later(self) -> str:
        """The day on which it came, without its year."""
        came = self.at + timedelta(days=2)
        return f"{came.month}月{came.day}日"


def orders(rng: Random, count: int = 5, items: tuple[str, ...] = ITEMS) -> list[Order]:
    """Orders, the newest first, all for one person; no item twice."""
    at = datetime(2026, rng.randint(7, 10), rng.randint(5, 28), 12)
    person, names = rng.choice(PEOPLE), rng.sample(items, count)
    listed = list[Order]()
    for name in names:
        number = f"{rng.choice((249, 250, 503))}-{rng.randint(0, 9999999):07}-{rng.randint(0, 9999999):07}"
        listed.append(Order(at, name, rng.randint(3, 160) * 100 + rng.choice((0, 80, 98)), number, person))
        at -= timedelta(days=rng.randint(1, 20))
    return listed


def truth(listed: list[Order], named: bool = True) -> list[Truth]:
    """The rows that such a list shows."""
    return [Truth(f"{o.at:%Y-%m-%d}", str(o.amount), "out", o.item if named else "") for o in listed]


def dollars(listed: list[Order]) -> list[Truth]:
    """The same in dollars."""
    return [Truth(f"{o.at:%Y-%m-%d}", f"{o.amount / 100:.2f}", "out", o.item, "USD") for o in listed]


def drawn(title: str, cards: list[str], style: Style, size: int = 22) -> str:
    """A page of cards under its title."""
    listed = "".join(
        f"<div style='margin:10px 12px;padding:12px 14px;border:1px solid {style.line};background:{style.card}'>{card}</div>"
        for card in cards
    )
    return f"<div style='padding:16px 14px 8px;font-size:{size}px;font-weight:700'>{title}</div>{listed}"


def even(title: str, cards: list[list[str]], style: Style, step: int = 34, size: int = 17) -> str:
    """Lines at even distances in frames, as a drawing program sets them: no gap says what belongs together."""
    parts, top = [f"<div style='position:absolute;left:20px;top:20px;font-size:{size + 6}px'>{title}</div>"], 70
    for card in cards:
        parts.append(
            f"<div style='position:absolute;left:12px;right:12px;top:{top}px;height:{step * len(card) + 12}px;"
            f"border:1px solid {style.faint}'></div>"
        )
        for place, text in enumerate(card):
            parts.append(
                f"<div style='position:absolute;left:24px;top:{top + 8 + step * place}px;white-space:nowrap;"
                f"font-size:{size}px'>{text}</div>"
            )
        top += step * len(card) + 24
    return f"<div style='position:relative;height:{top}px;background:{style.card}'>{''.join(parts)}</div>"


def small(text: str, style: Style) -> str:
    """A line in small faint letters."""
    return f"<div style='font-size:13px;color:{style.faint}'>{text}</div>"


def button(text: str, style: Style) -> str:
    """A button."""
    return (
        f"<div style='display:inline-block;margin:6px 8px 0 0;padding:5px 12px;border:1px solid {style.faint};"
        f"border-radius:14px;font-size:13px'>{text}</div>"
    )


def _screen(body: str, rows: list[Truth], listed: list[Order], layout: str, style: Style) -> Screen:
    return Screen(body, rows, (listed[0].at + timedelta(days=4)).date(), layout, style, named=True)


def status_first(rng: Random, style: Style) -> Screen:
    """The state in bold letters above the item, labels below it."""
    listed = orders(rng)
    cards = [
        f"<b style='font-size:18px'>{o.later}に配達しました</b><div>{o.item}</div>"
        + small(f"注文日 {o.day}", style) + small(f"合計 ￥{o.amount:,}", style)
        + small(f"お届け先 {o.person}", style) + small(f"注文番号 {o.number}", style)
        for o in listed
    ]  # fmt: skip
    return _screen(drawn("注文履歴", cards, style), truth(listed), listed, "amazon.orders_list", style)


def web_band(rng: Random, style: Style) -> Screen:
    """A computer's page: a band with labels above their values, then the state, the item and buttons."""
    style = Style(1000, 800, 1.5, style.dark, style.font)
    listed = orders(rng, 4)
    cards = []
    for o in listed:
        columns = (
            ("注文日", o.day),
            ("合計", f"￥{o.amount:,}"),
            ("お届け先", f"{o.person} ⌄"),
            ("注文番号", o.number),
        )
        band = "".join(f"<div style='font-size:12px'>{label}<br>{value}</div>" for label, value in columns)
        cards.append(
            f"<div style='display:flex;gap:60px;padding:8px;background:{style.ground}'>{band}</div>"
            f"<b style='font-size:18px'>{o.later}に配達しました</b><div style='padding:8px 0 0 110px;color:#2162a1'>{o.item}"
            f"</div>{button('再度購入', style)}{button('商品を表示', style)}{button('商品レビューを書く', style)}"
        )
    return _screen(drawn("注文履歴", cards, style), truth(listed), listed, "amazon.orders_list", style)


def no_item(rng: Random, style: Style) -> Screen:
    """Cards that show no item: only a picture of it."""
    listed = orders(rng)
    cards = [
        f"<b>{o.later}に配達しました</b>" + small(f"注文日 {o.day}　合計 ￥{o.amount:,}", style)
        + small(f"お届け先 {o.person}", style) + small(f"注文番号 {o.number}", style)
        for o in listed
    ]  # fmt: skip
    return _screen(drawn("注文履歴", cards, style), truth(listed, False), listed, "amazon.orders_list", style)


def even_lines(rng: Random, style: Style) -> Screen:
    """Labels and values at even distances, the item last."""
    listed = orders(rng)
    cards = [
        [f"注文日 {o.day}", f"合計 ¥{o.amount:,}", f"お届け先 {o.person}", f"注文番号 {o.number}", f"{o.later}に配達しました", o.item]
        for o in listed
    ]  # fmt: skip
    return _screen(even("注文履歴", cards, style), truth(listed), listed, "amazon.orders_list", style)


def even_above(rng: Random, style: Style) -> Screen:
    """Labels above their values at even distances, the item in between."""
    listed = orders(rng, 4)
    cards = [
        ["注文日", o.day, "合計", f"¥{o.amount:,}", o.item, "お届け先", o.person, f"注文番号 {o.number}", "配達済み"]
        for o in listed
    ]
    return _screen(even("注文履歴", cards, style, 30), truth(listed), listed, "amazon.orders_list", style)


def shop_first(rng: Random, style: Style) -> Screen:
    """A marketplace: the shop in bold letters, an item over two lines, the total below."""
    listed = orders(rng, 4)
    shops = ("ヤマネ電機", "くらしの店", "本の森", "キッチン雑貨ネムノキ")
    cards = [
        f"<b>{shop}</b>" + small(f"注文日：{o.at:%Y/%m/%d}", style)
        + small(f"注文番号：{312345 + n}-{o.at:%Y%m%d}-{rng.randint(10**9, 10**10 - 1)}", style)
        + f"<div style='width:215px'>{o.item} 送料無料 公式 正規品 新生活</div><div style='text-align:right'>合計 {o.amount:,}円</div>"
        + button("レビューを書く", style) + button("もう一度購入", style)
        for n, (o, shop) in enumerate(zip(listed, shops, strict=True))
    ]  # fmt: skip
    rows = [row._replace(text=f"{row.text} 送料無料 公式 正規品 新生活") for row in truth(listed)]
    return _screen(drawn("購入履歴", cards, style), rows, listed, "rakuten.orders_list", style)


def store_orders(rng: Random, style: Style) -> Screen:
    """Another marketplace under the same title: the store below, the state as a badge."""
    listed = orders(rng)
    cards = [
        small(f"注文日 {o.at:%Y年%m月%d日}", style) + f"<div>{o.item}</div>" + small("ストア：くらしの店 Yahoo!店", style)
        + f"<div style='display:flex;justify-content:space-between'><span>出荷完了</span><b>合計 {o.amount:,}円</b></div>"
        + small(f"注文番号 kurashi-{10012345 + n}", style)
        for n, o in enumerate(listed)
    ]  # fmt: skip
    return _screen(drawn("注文履歴", cards, style), truth(listed), listed, "", style)


def flea_market(rng: Random, style: Style) -> Screen:
    """Purchases of a flea market: item, price, state and day."""
    listed = orders(rng, 6)
    cards = [
        f"<div style='display:flex;gap:10px'><div style='width:60px;height:60px;background:{style.line}'></div><div>"
        f"<div>{o.item}</div><div>¥{o.amount:,}</div>{small('取引が完了しました', style)}{small(f'{o.at:%Y/%m/%d} 12:00', style)}"
        "</div></div>"
        for o in listed
    ]
    return _screen(drawn("購入した商品", cards, style), truth(listed), listed, "", style)


def english(rng: Random, style: Style) -> Screen:
    """The same shop in English: labels in capitals above their values."""
    listed = orders(rng, 4, GOODS)
    cards = []
    for o in listed:
        day, came = f"{o.at:%B} {o.at.day}, {o.at.year}", o.at + timedelta(days=2)
        columns = (("ORDER PLACED", day), ("TOTAL", f"${o.amount / 100:,.2f}"))
        band = "".join(f"<div style='font-size:12px'>{label}<br>{value}</div>" for label, value in columns)
        cards.append(
            f"<div style='display:flex;gap:40px'>{band}</div>{small('SHIP TO Alex Miller', style)}"
            f"{small(f'ORDER # 112{o.number[3:]}', style)}<b style='font-size:18px'>Delivered {came:%B} {came.day}</b>"
            f"<div>{o.item}</div>{button('Buy it again', style)}{button('View your item', style)}"
        )
    return _screen(drawn("Your Orders", cards, style), dollars(listed), listed, "", style)


def two_items(rng: Random, style: Style) -> Screen:
    """Orders of which one holds two items: neither is the name of the order."""
    listed, more = orders(rng, 4), "洗濯ネット 3枚組"
    cards = [
        small(f"注文日 {o.day}　合計 ￥{o.amount:,}", style) + small(f"お届け先 {o.person}　注文番号 {o.number}", style)
        + f"<b>{o.later}に配達しました</b><div>{o.item}</div>" + (f"<div style='padding-top:14px'>{more}</div>" if n == 1 else "")
        for n, o in enumerate(listed)
    ]  # fmt: skip
    rows = [row._replace(text=f"{row.text}／{more}") if n == 1 else row for n, row in enumerate(truth(listed))]
    return _screen(drawn("注文履歴", cards, style), rows, listed, "amazon.orders_list", style)


def recipient_lines(rng: Random, style: Style) -> Screen:
    """The recipient in a line of their own above the item, amounts at the right."""
    listed = orders(rng)
    cards = [
        f"<div style='display:flex;justify-content:space-between'><span>注文日 {o.day}</span><b>￥{o.amount:,}</b></div>"
        f"<div>お届け先</div><div>{o.person} 様</div><div style='padding-top:6px'>{o.item}</div><div>配達済み</div>"
        + small(f"注文番号 {o.number}", style)
        for o in listed
    ]
    return _screen(drawn("注文履歴", cards, style, 17), truth(listed), listed, "amazon.orders_list", style)


LAYOUTS: dict[str, Draw] = {
    "status_first": status_first, "web_band": web_band, "no_item": no_item, "even_lines": even_lines,
    "even_above": even_above, "shop_first": shop_first, "store_orders": store_orders, "flea_market": flea_market,
    "english": english, "two_items": two_items, "recipient_lines": recipient_lines,
}  # fmt: skip
