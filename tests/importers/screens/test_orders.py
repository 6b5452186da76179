"""Lists of orders: what was bought is never a label, a heading, a state, a recipient or a button without a doubt."""

from collections.abc import Sequence

import pytest

from app.importers.screens.build import page_of
from app.importers.screens.events import events
from app.importers.screens.order_words import is_label
from app.importers.screens.rows import PicturePage
from app.importers.screens.sequence import merged
from tests.importers.screens.test_rows import HEIGHT, Read, line, page

Texts = Sequence[tuple[int, str]]
ITEMS = ("電気ケトル 0.8L", "ノイズキャンセル イヤホン", "手帳 2027年1月始まり 黒")
DAYS = ("2026年11月20日", "2026年11月12日", "2026年10月30日")


def card(shape: str, number: int, item: str, person: str = "山田 太郎") -> Texts:
    """One order in one of several designs."""
    day, amount, order = DAYS[number], f"¥{1980 + number}", f"249-1234567-000000{number}"
    came = f"11月{25 - number}日"
    labels = [(20, f"注文日 {day}"), (500, f"合計 {amount}"), (20, f"お届け先 {person}"), (20, f"注文番号 {order}")]
    state, buttons = (20, f"{came}に配達しました"), [(20, "再度購入"), (300, "注文をキャンセルする")]
    heads = [(20, "注文日"), (400, "合計"), (700, "お届け先"), (20, day), (400, amount), (700, person)]
    named = [(20, item)] if item else []
    return {
        "item last": [*labels, state, *named],
        "item first": [*named, *labels, (20, "配達済み")],
        "labels above": [*heads, (20, f"注文番号: {order}"), state, *named, *buttons],
        "recipient below": [*labels[:2], (20, "お届け先"), (20, f"{person} 様"), *named, labels[3], (20, "到着予定")],
        "colons": [(20, f"注文日:{day}"), (20, f"注文番号:{order}"), (20, f"商品名:{item}"), (20, f"合計:{amount}"),
                   (20, f"お届け先:{person}"), (20, "ステータス:発送済み")],
    }[shape]  # fmt: skip


def names(result: PicturePage) -> list[tuple[str, str, bool]]:
    """Day, name and whether nothing is doubtful, of each row."""
    return [(row.date, row.text, row.certain) for row in result.rows]


@pytest.mark.parametrize("shape", ["item last", "item first", "labels above", "recipient below", "colons"])
def test_the_item_is_the_name_wherever_it_stands(shape: str) -> None:
    """The day on which it came is not the day of the order, so the days are in order; a word in an item's name or on
    a button cancels nothing."""
    result = page(*(card(shape, number, item) for number, item in enumerate(ITEMS)), title="注文履歴")
    assert result.layout == "amazon.orders_list"
    days = ("2026-11-20", "2026-11-12", "2026-10-30")
    assert names(result) == [(day, item, True) for day, item in zip(days, ITEMS, strict=True)]
    assert [(row.amount, row.direction, row.status == "cancelled") for row in result.rows] == [
        ("1980", "out", False), ("1981", "out", False), ("1982", "out", False),
    ]  # fmt: skip


def test_rows_without_an_item_have_no_name() -> None:
    """The picture says so once; where other rows have a name, the row is doubtful. Their events have no title."""
    none = page(*(card("item last", number, "") for number in range(3)), title="注文履歴")
    assert [row.text for row in none.rows] == ["", "", ""]
    assert list(none.notes) == ["no-names"]
    assert events(none, none.rows, "a.png", 1)["orders"]["title"].to_list() == [None, None, None]
    some = page(*(card("item last", n, item) for n, item in enumerate(("日傘", "電気ケトル", ""))), title="注文履歴")
    assert [(row.text, list(row.doubts)) for row in some.rows] == [
        ("日傘", []),
        ("電気ケトル", []),
        ("", ["no-text"]),
    ]


def test_several_texts_are_kept_and_doubtful() -> None:
    """Two items, a shop above its item, or a single row, with which nothing can be compared."""
    two = [
        [*card("item last", number, item), (20, "洗濯ネット")][: 7 - (number != 1)] for number, item in enumerate(ITEMS)
    ]
    result = page(*two, title="注文履歴")
    assert names(result)[1][1:] == ("ノイズキャンセル イヤホン / 洗濯ネット", False)
    assert list(result.rows[1].doubts) == ["unclear-name"]
    assert [row.certain for row in result.rows] == [True, False, True]
    shops = [
        [(20, shop), *card("item first", n, item)]
        for n, (shop, item) in enumerate(zip(["あ店", "い堂", "う屋"], ITEMS, strict=True))
    ]
    assert [(row.text, row.certain) for row in page(*shops, title="注文履歴").rows] == [
        (f"{shop} / {item}", False) for shop, item in zip(["あ店", "い堂", "う屋"], ITEMS, strict=True)
    ]
    lone = page(card("item last", 0, ITEMS[0]), title="注文履歴")
    assert [(row.text, list(row.doubts)) for row in lone.rows] == [(ITEMS[0], ["unclear-name"])]


def test_what_rows_share_is_no_name_beside_what_they_do_not_share() -> None:
    """Every card has a sentence that is in no list of words; alone it is a doubtful name. The same item bought
    again is known by its place."""
    said = (20, "ふしぎな箱に入れました")
    result = page(*([*card("item first", n, item), said] for n, item in enumerate(ITEMS)), title="注文履歴")
    assert [(row.text, row.certain) for row in result.rows] == [(item, True) for item in ITEMS]
    alone = page(*([*card("item last", n, ""), said] for n in range(3)), title="注文履歴")
    assert [(row.text, list(row.doubts)) for row in alone.rows] == [(said[1], ["unclear-name"])] * 3
    again = page(
        *(card("item last", n, item) for n, item in enumerate((ITEMS[0], ITEMS[1], ITEMS[0]))), title="注文履歴"
    )
    assert [(row.text, row.certain) for row in again.rows] == [(ITEMS[0], True), (ITEMS[1], True), (ITEMS[0], True)]


def test_a_text_between_two_rows_is_doubtful() -> None:
    """Lines at even distances: nothing shows to which order the text at the end of one belongs."""
    lines, top = [line(20, 30, "注文履歴")], 200
    for number, item in enumerate(ITEMS):
        for text in (f"注文日 {DAYS[number]} 合計 ¥1,98{number}", f"注文番号 249-1234567-000000{number}", item):
            lines.append(line(20, top, text))
            top += HEIGHT + 20
    result = page_of(Read(lines), "0" * 64)
    assert len(result.rows) == 3
    assert all("unclear-name" in row.doubts for row in result.rows if row.text)


def test_an_amount_or_a_day_within_other_words_is_part_of_them() -> None:
    """Where each order has its amount beside a label; where names stand before the only amounts, these are the orders'.
    Lines at even distances are cut at the days of orders, not at those of deliveries."""
    ticket = "ストアチケット 5,000円"
    lines, top = [line(20, 30, "注文履歴")], 200
    for number, item in enumerate((ITEMS[0], ticket, ITEMS[2])):
        texts = (
            f"注文日 {DAYS[number]}",
            f"合計 ¥1,98{number} (税込)",
            f"到着予定: 11月2{number}日",
            item,
            f"お届け先 {number}",
        )
        for text in (*texts, f"注文番号 249-1234567-000000{number}"):
            lines.append(line(20, top, text))
            top += HEIGHT + 20
    result = page_of(Read(lines), "0" * 64)
    assert [(row.amount, row.text, row.certain) for row in result.rows] == [
        ("1980", ITEMS[0], True), ("1981", ticket, True), ("1982", ITEMS[2], True),
    ]  # fmt: skip
    prices = page(
        *([(20, day), (20, f"電気ケトル{n} {n + 1},000円")] for n, day in enumerate(DAYS)), title="購入した商品"
    )
    assert [row.amount for row in prices.rows] == ["1000", "2000", "3000"]


def test_what_ends_like_a_state_is_a_doubtful_name() -> None:
    """Words that no list holds, other ones in each order."""
    states = ("山小屋で待機中", "ただいま上り坂です", "下り坂を走る予定")
    result = page(*([*card("item last", n, "")[:-1], (20, state)] for n, state in enumerate(states)), title="注文履歴")
    assert [(row.text, list(row.doubts)) for row in result.rows] == [(state, ["unclear-name"]) for state in states]


def test_only_days_out_of_order_are_said_to_be() -> None:
    """A row with two days of which no word says which counts is doubtful for that alone."""
    shuffled = page(*(card("item last", number, ITEMS[number]) for number in (0, 2, 1)), title="注文履歴")
    assert ["odd-date" in row.doubts for row in shuffled.rows] == [False, True, True]
    rows = [[(20, DAYS[n]), (20, ITEMS[n]), (20, f"¥{900 + n}"), (20, f"2026年11月2{9 - n}日")] for n in range(3)]
    doubts = [row.doubts for row in page(*rows, title="購入した商品").rows]
    assert all("unclear-date" in codes and "odd-date" not in codes for codes in doubts)


def test_a_gift_card_among_orders_makes_no_gift_card_activity() -> None:
    """What was bought does not say what the list is, and money went out."""
    items = ("Amazonギフトカード Eメールタイプ", *ITEMS[:2])
    cards = [
        [(20, DAYS[n]), (500, f"¥{3000 + n}"), (20, "お届け先 山田"), (20, f"注文番号 249-1234567-000000{n}"),
         (20, item)]
        for n, item in enumerate(items)
    ]  # fmt: skip
    result = page(*cards, title="注文履歴")
    assert (result.layout, {row.direction for row in result.rows}) == ("amazon.orders_list", {"out"})
    assert events(result, result.rows, "a.png", 1)["orders"]["kind"].to_list()[0] == "gift_card"
    other = page(*([*one[:3], (20, "注文番号 77001"), one[4]] for one in cards), title="注文履歴")
    assert other.layout == ""  # the numbers are those of another shop
    payments = events(other, other.rows, "a.png", 1)["payments"]
    assert payments.select("title", "merchant").rows() == [(item, None) for item in items]


def test_orders_of_one_day_and_amount_with_other_numbers_are_not_one() -> None:
    """Two pictures are parts of one list only where the numbers of the orders allow it, apart from misread digits."""

    def shown(numbers: Sequence[int]) -> PicturePage:
        orders = [(20, f"注文番号 249-1234567-{number:07}") for number in numbers]
        return page(*([*card("item last", n, "")[:3], order] for n, order in enumerate(orders)), title="注文履歴")

    for numbers, twins in (((1234567, 2345678), 2), ((1234567, 2345679), 2), ((9876543, 8765432), 0)):
        later = merged([shown((1234567, 2345678)), shown(numbers)])[1]
        assert sum(bool(row.same_as) for row in later.rows) == twins


LABELS = (
    *(
        "注文履歴",
        "10月5日に配達しました",
        "商品レビューを書く",
        "荷物は玄関ドアの近くに置かれました",
        "お届け先佐藤花子",
    ),
    *("配送状況:準備中", "佐藤 花子 様", "Delivered October 5", "Buy it again", "Ship to Alex Miller", "ORDER PLACED"),
    *("詳細を見る V", "領収書を表示 v", "3 orders placed in past 3 months"),
)
GOODS = (
    *(
        "お届け物を守る宅配ボックス",
        "はじめての注文住宅",
        "お支払い済みスタンプ",
        "図書カード",
        "商品券",
        "ギフトカード",
    ),
    *(
        "状態のよい古本",
        "The Total Money Plan",
        "Order Form Book",
        "Gift card",
        "Delivery Bag for Cyclists",
        "Vitamin C",
        "マスク L",
    ),
)


def test_labels_consist_of_their_words_alone() -> None:
    """A name of goods may hold the same words, but others as well."""
    assert [text for text in (*LABELS, *GOODS) if is_label(text)] == [*LABELS]
