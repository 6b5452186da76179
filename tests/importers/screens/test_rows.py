"""Rows from lines of text with places, as the engine gives them: what they are, what proves them, what is doubtful."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import pytest
from msgspec import structs

from app.importers.screens.answered import with_currency, with_day, with_minus, with_plain
from app.importers.screens.build import page_of
from app.importers.screens.events import counted, events
from app.importers.screens.rows import DOUBT_SENTENCES, NOTE_SENTENCES, QUESTION_SENTENCES, PicturePage
from app.importers.screens.sequence import merged
from app.importers.screens.stacked import with_stacked_days
from app.importers.screens.tokens import tokens_of

HEIGHT, SPACE = 40, 60  # of a line, and between the rows of a list


class Line(NamedTuple):
    """A line of text in which every character is equally wide."""

    box: tuple[int, int, int, int]
    text: str
    lefts: Sequence[float]
    rights: Sequence[float]
    sure: Sequence[float]
    again: str = ""


class Read(NamedTuple):
    """What the reader says of a picture."""

    lines: Sequence[Line]
    taken: date | None = date(2026, 11, 30)
    width: int = 1000
    height: int = 3000
    photograph: bool = False
    cut_short: bool = False


def line(left: int, top: int, text: str, sure: float = 1.0, again: str = "", height: int = HEIGHT) -> Line:
    """A text that begins at ``left``, or ends there where that is negative."""
    wide = [20 if character > "\u2e7f" else 11 for character in text]
    left = left if left >= 0 else 1000 + left - sum(wide)
    lefts = [left + sum(wide[:place]) for place in range(len(wide))]
    rights = [start + width for start, width in zip(lefts, wide, strict=True)]
    return Line((left, top, rights[-1], top + height), text, lefts, rights, [sure] * len(text), again)


def page(*rows: Sequence[tuple[int, str]], title: str = "", taken: date | None = date(2026, 11, 30)) -> PicturePage:
    """A page of rows: each a list of lines, each a list of texts beside each other, told by their place."""
    lines, top = [line(400, 30, title)] if title else [], 140
    for row in rows:
        last = -1
        for place, text in row:
            if place <= last:
                top += HEIGHT + 4
            last = place if place >= 0 else 10_000
            lines.append(line(place, top, text))
        top += HEIGHT + SPACE
    return page_of(Read(lines, taken), "0" * 64)


def plain(result: PicturePage) -> list[tuple[str, str, str, str]]:
    """Day, amount, direction and name of each row."""
    return [(row.date, row.amount, row.direction, row.text) for row in result.rows]


def gift_card(*changed: tuple[int, str]) -> PicturePage:
    """Gift-card activity; ``changed`` puts other balances into some of its rows."""
    balances = ["¥3,800", "¥5,000", "¥2,000", "¥2,980"]
    for place, text in changed:
        balances[place] = text
    moved = [("11月8日", "注文に適用", "-¥1,200"), ("11月5日", "Amazonギフトカードの登録", "¥3,000"),
             ("10月30日", "注文に適用", "-¥980"), ("10月2日", "登録されたギフトカード", "¥2,980")]  # fmt: skip
    rows = [
        [(20, f"2026年{day}"), (20, name), (20, amount), (-20, f"残高 {left}")]
        for (day, name, amount), left in zip(moved, balances, strict=True)
    ]
    return page(*rows, title="ギフトカードの残高と利用履歴")


def test_a_chain_of_balances_proves_rows_and_their_direction() -> None:
    """Each balance follows from the one below; the lowest row has none below it, so nothing proves it."""
    result = gift_card()
    assert (result.kind, result.layout, result.service) == ("gift_card", "amazon.gift_card", "amazon.co.jp")
    assert [(row.amount, row.direction, row.balance, row.proven) for row in result.rows] == [
        ("1200", "out", "3800", True), ("3000", "in", "5000", True), ("980", "out", "2000", True),
        ("2980", "in", "2980", False),
    ]  # fmt: skip
    assert all(row.certain for row in result.rows)
    assert [row.date for row in result.rows] == ["2026-11-08", "2026-11-05", "2026-10-30", "2026-10-02"]
    (frame,) = events(result, counted(result), "a.png", 3).values()
    assert frame.select("amount_minor", "balance_minor", "kind", "mail", "source", "shop", "line").rows()[0] == (
        -1200, 3800, "applied", "picture", "picture.screen", "amazon.co.jp", 1,
    )  # fmt: skip


def test_a_misread_balance_breaks_the_chain_and_is_never_silent() -> None:
    """Where a balance does not fit, the rows beside it are neither proven nor certain."""
    result = gift_card((1, "¥5,008"))
    assert [row.proven for row in result.rows] == [False, False, False, False]
    assert all("broken-chain" in row.doubts for row in result.rows[:2])
    assert len(counted(result)) == 0


def test_a_layout_that_is_not_known_asks_for_every_row() -> None:
    """Days of headings are carried down, sums are no rows, and nothing is certain; one question is asked once."""
    result = page(
        [(20, "今月のご利用額"), (20, "12,300円")], [(20, "10月3日(土)")], [(20, "さくらマート"), (-20, "-1,200円")],
        [(20, "みどり薬局"), (-20, "-840円")], [(20, "10月1日(木)")], [(20, "青空書店"), (-20, "+2,000円")],
    )  # fmt: skip
    assert plain(result) == [
        ("2026-10-03", "1200", "out", "さくらマート"), ("2026-10-03", "840", "out", "みどり薬局"),
        ("2026-10-01", "2000", "in", "青空書店"),
    ]  # fmt: skip
    assert all("unknown-layout" in row.doubts and not row.certain for row in result.rows)
    assert list(result.questions) == ["direction"]
    assert [row.direction for row in with_minus(result, "in").rows] == ["in", "in", "out"]


def test_amounts_of_which_nothing_says_the_direction_are_asked_once() -> None:
    """Neither a sign nor a word says it: the direction stays empty until the person says it for all of them. What the
    words of a row say is kept, and a cancelled payment that came back is doubtful."""
    names = ("さくらマート", "みどり薬局", "青空書店", "チャージ", "キャンセル 返金")
    rows = [[(20, f"2026年10月{9 - n}日"), (300, name), (-20, "900円")] for n, name in enumerate(names)]
    result = page(*rows, title="履歴")
    assert [row.direction for row in result.rows] == ["", "", "", "in", "in"]
    assert list(result.questions) == ["plain"]
    assert ["status" in row.doubts for row in result.rows] == [False, False, False, False, True]
    answer = with_plain(result, "out")
    assert [row.direction for row in answer.rows] == ["out", "out", "out", "in", "in"]
    assert not any("no-direction" in row.doubts for row in answer.rows)
    assert list(answer.questions) == []


def test_a_row_says_its_own_state_and_name() -> None:
    """The title of a list that includes open payments makes none of them open; what is paid in a month is no row, and
    how it was paid is no name. A time right behind a day is a time."""
    rows = [
        [(20, f"2026/11/2{8 - n} 1回払い 本人"), (20, name), (-20, f"{1200 + n}円"), (-20, state)]
        for n, (name, state) in enumerate((("通販ひかり", "速報"), ("ドーナツ工房", "確定"), ("ゲームの森", "確定")))
    ]  # fmt: skip
    result = page([(20, "2026年12月お支払い分"), (-20, "68,420円")], *rows, title="ご利用明細(速報含む)")
    assert [(row.text, row.amount, row.status) for row in result.rows] == [
        ("通販ひかり", "1200", "pending"), ("ドーナツ工房", "1201", "completed"), ("ゲームの森", "1202", "completed"),
    ]  # fmt: skip
    assert list(result.notes) == []
    clock = page(*([(20, "青空書店"), (-20, "900円"), (20, f"2026年11月{n}日11:5{n}")] for n in (9, 8, 7)))
    assert [(row.date, row.time) for row in clock.rows] == [(f"2026-11-0{n}", f"11:5{n}") for n in (9, 8, 7)]
    assert {row.text for row in clock.rows} == {"青空書店"}


def test_a_month_above_its_day_is_one_day() -> None:
    """The number is no amount; one that stands elsewhere, or that is no day of a month, stays what it is."""
    days = ((12, "OCT", "26"), (120, "OCT", "25"), (228, "Sep", "3"))
    lines = [line(300, 30, "Recent activity")]
    for top, month, day in days:
        lines += [line(20, 100 + top, month), line(24, 145 + top, day), line(-20, 122 + top, "$12.50")]
        lines.append(line(200, 122 + top, "Maple Bakery"))
    result = page_of(Read(lines), "0" * 64)
    assert [(row.date, row.amount) for row in result.rows] == [
        ("2026-10-26", "12.50"), ("2026-10-25", "12.50"), ("2026-09-03", "12.50"),
    ]  # fmt: skip
    assert [row.printed["date"] for row in result.rows] == ["OCT 26", "OCT 25", "Sep 3"]
    apart = with_stacked_days(tokens_of([line(20, 100, "OCT"), line(400, 145, "26"), line(20, 145, "40")]))
    assert [token.kind for token in apart] == ["text", "amount", "amount"]


def test_days_without_a_year_need_the_day_of_the_picture() -> None:
    """Nothing is guessed; the answer of the person completes them, also over the turn of a year."""
    rows = [[(20, day), (200, "青空書店"), (-20, amount)] for day, amount in (("1/3", "1,200円"), ("12/28", "900円"))]
    result = page(*rows, [(20, "12/20"), (200, "シネマ銀河"), (-20, "700円")], title="ご利用明細", taken=None)
    assert [row.date for row in result.rows] == ["", "", ""]
    assert all("no-year" in row.doubts for row in result.rows)
    assert list(result.questions) == ["day"]
    answered = with_day(result, date(2026, 1, 10))
    assert [row.date for row in answered.rows] == ["2026-01-03", "2025-12-28", "2025-12-20"]
    assert "day" not in answered.questions


@pytest.mark.parametrize(
    ("amount", "doubt"),
    [
        (line(-20, 0, "81.356円"), "unclear-letters"),
        (line(-20, 0, "1,200円", sure=0.5), "unclear-letters"),
        (line(-20, 0, "1,200円", again="7,200円"), "other-reading"),
    ],
    ids=["a comma read as a point", "an unsure digit", "another second reading"],
)
def test_what_may_be_misread_is_doubtful(amount: Line, doubt: str) -> None:
    """An amount that may be wrong is never certain."""
    lines = [line(300, 30, "取引履歴 PayPay残高")]
    for place in range(4):
        top = 200 + 140 * place
        lines += [line(20, top, f"店{place}にお支払い"), line(20, top + 44, f"2026年10月{9 - place}日")]
        moved = amount if place == 2 else line(-20, 0, "540円")
        lines.append(moved._replace(box=(moved.box[0], top, moved.box[2], top + HEIGHT)))
    result = page_of(Read(lines), "0" * 64)
    assert result.layout == "paypay.history"
    assert [row.certain for row in result.rows] == [True, True, False, True]
    assert doubt in result.rows[2].doubts


def test_cancelled_rows_expiry_days_and_points_beside_are_no_payments() -> None:
    """A second day that is an expiry is not the row's, points beside money are not its amount, and what was cancelled
    makes no event."""
    rows = [
        [
            (20, "みどり薬局"),
            (-20, "1,200円"),
            (20, "2026年10月9日"),
            (20, "獲得予定 6ポイント"),
            (20, "有効期限 2027/03/31"),
        ],
        [(20, "青空書店"), (-20, "900円"), (20, "2026年10月8日"), (20, "獲得予定 4ポイント"), (20, "キャンセル")],
        [(20, "シネマ銀河"), (-20, "700円"), (20, "2026年10月7日"), (20, "獲得予定 3ポイント")],
    ]
    result = page(*rows, title="取引履歴 PayPay残高")
    assert [(row.date, row.amount, row.status) for row in result.rows] == [
        ("2026-10-09", "1200", ""), ("2026-10-08", "900", "cancelled"), ("2026-10-07", "700", ""),
    ]  # fmt: skip
    made = events(result, result.rows, "a.png", 1)
    assert made["payments"]["amount_minor"].to_list() == [1200, 700]


def test_a_list_of_orders_gives_orders_where_a_layout_knows_it() -> None:
    """With the number that is printed; what came in is a refund. A list whose shop nobody knows stays payments."""
    rows = [
        [(20, name), (20, "注文日: 2026年10月9日"), (20, f"注文番号: {number}"), (20, f"合計: {amount}")]
        for name, number, amount in (
            ("Amazonギフトカード", "249-1234567-7654321", "¥9,000"), ("電気ケトル", "249-1234567-0000001", "¥3,980"),
            ("返金 ケトル", "249-1234567-0000002", "+¥700"),
        )
    ]  # fmt: skip
    known = page(*rows, title="注文履歴")
    assert known.layout == "amazon.orders_list"
    confirmed = [structs.replace(row, direction=way) for row, way in zip(known.rows, ("out", "out", "in"), strict=True)]
    made = events(known, confirmed, "a.png", 1)
    assert made["orders"].select("order_id", "total_minor", "kind", "shop", "mail", "role").rows() == [
        ("249-1234567-7654321", 9000, "gift_card", "amazon.co.jp", "picture", "buyer"),
        ("249-1234567-0000001", 3980, "other", "amazon.co.jp", "picture", "buyer"),
    ]
    assert made["refunds"].select("order_id", "amount_minor").rows() == [("249-1234567-0000002", 700)]
    assert set(made) == {"orders", "refunds"}
    assert set(events(structs.replace(known, layout="", service=""), confirmed, "a.png", 1)) == {"payments"}
    number = "312345-20261009-0123456789"
    shop = [
        [(20, "注文日：2026/10/09 ショップ"), (20, name), (20, f"注文番号：{number}"), (-20, "合計 1,200円")]
        for name in "あい"
    ]
    assert [row.reference for row in page(*shop, title="購入履歴").rows] == [number, number]


def test_pictures_of_one_list_are_merged() -> None:
    """Rows that two pictures show count once, a heading that scrolled away is known from the other, and two payments of
    one amount in one picture stay two."""

    def shown(first: int, last: int, heading: bool) -> PicturePage:
        rows = [[(20, f"店{n}にお支払い"), (-20, f"{100 + n // 2}円")] for n in range(first, last)]
        return page(*([[(20, "2026年10月3日")]] if heading else []), *rows, title="取引履歴 PayPay残高")

    whole = merged([shown(0, 5, True), shown(3, 8, False)])
    assert [row.same_as for row in whole[1].rows] == [whole[0].rows[3].id, whole[0].rows[4].id, "", "", ""]
    assert {row.date for row in whole[1].rows} == {"2026-10-03"}
    assert len([row for one in whole for row in one.rows if not row.same_as]) == 8
    assert [row.same_as for row in merged([shown(0, 5, True), shown(0, 5, True)])[1].rows] == [
        row.id for row in whole[0].rows
    ]


def test_a_part_of_a_list_that_names_no_app_is_of_the_app_beside_it() -> None:
    """Scrolled on, a list may show neither title nor app: its rows count once too, and stay doubtful; those of another
    app with other names stay apart."""

    def shown(first: int, last: int, title: str, name: str) -> PicturePage:
        rows = [[(20, f"{name}{n}"), (20, f"2026年10月{28 - n}日"), (-20, f"-{500 + n}円")] for n in range(first, last)]
        return page(*rows, title=title)

    known, part = shown(0, 5, "取引履歴 PayPay残高", "みどり薬局"), shown(3, 8, "", "みどり薬局")
    for whole in (merged([known, part]), merged([part, known])[::-1]):
        assert [one.layout for one in whole] == ["paypay.history"] * 2
        assert (whole[1].service, whole[1].kind) == ("paypay.ne.jp", "payments")
        assert len([row for one in whole for row in one.rows if not row.same_as]) == 8
        assert all("unknown-layout" in row.doubts for row in whole[1].rows)
    apart = merged([known, shown(3, 8, "", "ABC")])
    assert [one.layout for one in apart] == ["paypay.history", ""]
    assert not any(row.same_as for one in apart for row in one.rows)


def test_every_code_has_a_sentence() -> None:
    """A code that a page meets has words."""
    results = [gift_card(), gift_card((1, "¥5,008")), page([(20, "2026/10/3"), (-20, "¥5")], taken=None)]
    for result in results:
        assert set(result.notes) <= set(NOTE_SENTENCES)
        assert set(result.questions) <= set(QUESTION_SENTENCES)
        assert {doubt for row in result.rows for doubt in row.doubts} <= set(DOUBT_SENTENCES)


def test_a_currency_is_asked_once_and_offered_where_the_picture_shows_it() -> None:
    """Numbers without a mark: a sum in yen offers yen, two currencies offer none. The answer holds for every row but
    one with decimals, which yen do not have."""
    rows = [
        [(40, "2026/11/03"), (200, "STEAM GAMES"), (-40, "24,000")],
        [(40, "2026/11/02"), (200, "AMAZON CO JP"), (-40, "5,200")],
        [(40, "2026/11/01"), (200, "CAFE"), (-40, "12.50")],
    ]
    for sums, offered in (((), ""), (("78,314円",), "JPY"), (("78,314円", "$12.00"), "")):
        result = page(*rows, *([(200, "合計"), (-40, amount)] for amount in sums), title="ご利用明細")
        listed = [row for row in result.rows if row.text in ("STEAM GAMES", "AMAZON CO JP", "CAFE")]
        assert result.currency == offered, sums
        assert "currency" in result.questions
        assert all("no-currency" in row.doubts and not row.currency for row in listed)
        answered = with_currency(result, "JPY")
        assert "currency" not in answered.questions
        assert {row.text: row.currency for row in answered.rows if row.text in {row.text for row in listed}} == {
            "STEAM GAMES": "JPY", "AMAZON CO JP": "JPY", "CAFE": "",
        }  # fmt: skip
        assert {row.currency for row in with_currency(result, "USD").rows} >= {"USD"}
    marked = page(*([(40, "2026/11/03"), (200, "CAFE"), (-40, "$12.50")] for _ in range(2)), title="Statement")
    assert (marked.currency, "currency" in marked.questions) == ("USD", False)
