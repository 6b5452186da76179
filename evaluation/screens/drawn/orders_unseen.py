"""Lists of orders that were written after the reader of items was frozen for the second time: lines of several sizes in
frames, as a drawing program sets them, with states, addresses and amounts in names that no word list was made for."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from evaluation.screens.drawn.orders import Order, orders, truth
from evaluation.screens.screen import Draw, Screen, Style

Line = tuple[str, int]  # a text and its size
Card = Callable[[Order, int], list[Line]]
ITEMS = (
    "SanDisk microSDカード 128GB", "炭酸水 500ml×24本", "[アディダス] スニーカー 26.5cm", "ポケット図鑑 日本の野鳥", "ゲーム機本体 有機EL",
    "ポテトスナック 12個", "詰替用 食器洗剤 大容量", "PlayStation ストアチケット 5,000円", "スマホケース クリア", "耳かき 竹製 3本組", "冷感タオル ブルー",
    "電子書籍リーダー 16GB", "発送代行サービス 利用券", "返品不可セール品 手袋", "定期おトク便 ペットシーツ",
)  # fmt: skip


def expected(o: Order, n: int) -> list[Line]:
    """The day on which it will come above the item, how many below it."""
    return [("注文日", 13), (o.day, 17), (f"合計 ¥{o.amount:,} (税込)", 17), (f"お届け先 {o.person}", 15),
            (f"注文番号 {o.number}", 13), (f"到着予定: {o.later}", 18), (o.item, 17), ("数量: 1", 13)]  # fmt: skip


def where_it_lies(o: Order, n: int) -> list[Line]:
    """Two sentences about the delivery above the item."""
    return [(f"{o.later}にお届けしました", 20), ("荷物は宅配ボックスに配達されました", 14), (o.item, 17), (f"注文日：{o.day}", 14),
            (f"注文合計：¥{o.amount:,}", 14), (f"お届け先：{o.person} 様", 14), (f"注文番号：{o.number}", 14)]  # fmt: skip


def carrier(o: Order, n: int) -> list[Line]:
    """Day and time without a label, and who carries it."""
    return [(f"{o.at:%Y/%m/%d} 14:3{n}", 15), (o.item, 18), (f"{o.amount:,}円", 18), (f"注文番号 {o.number}", 14),
            ("配送業者: ヤマト運輸", 14), (f"お届け先 {o.person}", 14)]  # fmt: skip


def address(o: Order, n: int) -> list[Line]:
    """Recipient and address below a label, the item below another."""
    return [(f"ご注文日 {o.day}", 15), (f"ご注文番号 {o.number}", 15), ("お届け先", 13), (o.person, 16),
            ("〒150-0001 東京都渋谷区神宮前1-2-3", 13), ("商品", 13), (o.item, 17), ("お支払い金額", 13), (f"¥{o.amount:,}", 18),
            ("配達済み", 15)]  # fmt: skip


def seller(o: Order, n: int) -> list[Line]:
    """Who sells it above the item, until when it can go back below."""
    return [("販売: Amazon.co.jp", 12), (o.item, 17), ("返品期間: 12月31日まで", 13), (f"注文日 {o.day}  合計 ¥{o.amount:,}", 15),
            (f"注文番号 {o.number}  お届け先 {o.person}", 15), ("注文の詳細  領収書等", 13)]  # fmt: skip


def wrapping(o: Order, n: int) -> list[Line]:
    """The price right below the item, and how it is wrapped."""
    return [(o.item, 17), (f"¥{o.amount:,}", 20), (f"注文日 {o.day}", 13), ("玄関前に置き配しました", 13),
            (f"注文番号 {o.number}", 13), ("ギフトラッピング: なし", 13)]  # fmt: skip


def english(o: Order, n: int) -> list[Line]:
    """English labels above their values in a list in yen."""
    came = o.at + timedelta(days=2)
    return [("ORDER PLACED", 11), (f"{o.at:%B} {o.at.day}, {o.at.year}", 15), ("TOTAL", 11), (f"¥{o.amount:,}", 15),
            ("SHIP TO", 11), (o.person, 15), (f"ORDER # {o.number}", 12), (f"Delivered {came:%b} {came.day}", 19),
            ("Package was left inside the residence's mailbox", 13), (o.item, 16)]  # fmt: skip


def cut_short(o: Order, n: int) -> list[Line]:
    """An item that is cut short by the app."""
    return [(f"お届け済み {o.later}", 18), (o.item, 17), (f"注文日 {o.day}", 14), (f"合計 ¥{o.amount:,}", 14),
            (f"お届け先 {o.person}", 14), (f"注文番号 {o.number}", 14)]  # fmt: skip


def labels_alone(o: Order, n: int) -> list[Line]:
    """No item, and a heading in each frame."""
    return [("注文履歴の商品", 12), (f"注文日 {o.day}", 15), (f"合計 ¥{o.amount:,}", 15), (f"注文番号 {o.number}", 15),
            (f"お届け先 {o.person}", 15), ("ステータス 配達完了", 15)]  # fmt: skip


def other_states(o: Order, n: int) -> list[Line]:
    """No item, and states that differ from order to order."""
    return [(f"注文日 {o.day}", 15), (f"合計 ¥{o.amount:,}", 15), (f"注文番号 {o.number}", 15),
            (("集荷待ち", "輸送中です", "持ち戻り")[n % 3], 15), (f"お届け先 {o.person}", 15)]  # fmt: skip


def _layout(card: Card) -> Draw:
    def drawn(rng: Random, style: Style) -> Screen:
        listed = orders(rng, rng.choice((2, 3, 4)), ITEMS)
        if card is cut_short:
            listed = [o._replace(item=f"{o.item[:8]}…") for o in listed]
        named = card not in (labels_alone, other_states)
        step, gap = rng.choice((1.35, 1.6, 1.9)), rng.choice((8, 15, 25))
        parts, top = ["<div style='position:absolute;left:24px;top:16px;font-size:27px'>注文履歴</div>"], 80
        if rng.random() < 0.4:
            parts.append(
                "<div style='position:absolute;left:24px;top:64px;font-size:16px'>年末セール開催中 最大50%オフ</div>"
            )
            top += 40
        for n, o in enumerate(listed):
            first = top
            for text, size in card(o, n):
                parts.append(f"<div style='position:absolute;left:30px;top:{top + 8}px;white-space:nowrap;font-size:{size}px;"
                             f"line-height:1.1'>{text}</div>")  # fmt: skip
                top += round(size * step)
            parts.append(f"<div style='position:absolute;left:16px;right:16px;top:{first}px;height:{top - first + 14}px;"
                         f"border:1px solid {style.faint}'></div>")  # fmt: skip
            top += 14 + gap
        body = f"<div style='position:relative;height:{top + 20}px;background:{style.card}'>{''.join(parts)}</div>"
        layout = "" if card is english else "amazon.orders_list"
        return Screen(body, truth(listed, named), (listed[0].at + timedelta(days=6)).date(), layout, style, named=True)

    return drawn


CARDS: tuple[Card, ...] = (
    expected, where_it_lies, carrier, address, seller, wrapping, english, cut_short, labels_alone, other_states,
)  # fmt: skip
LAYOUTS: dict[str, Draw] = {card.__name__: _layout(card) for card in CARDS}
