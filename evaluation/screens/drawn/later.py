"""Layouts that were drawn after the reader was frozen: apps with a recogniser, in designs other
than those that it was written beside."""

from collections.abc import Callable
from itertools import groupby
from random import Random

from evaluation.screens.drawn import strangers
from evaluation.screens.drawn.first import WEEK, truth_of
from evaluation.screens.records import STORES, Record, records
from evaluation.screens.screen import Draw, Screen, Style, Truth

Row = Callable[[Record], str]


def head(title: str, style: Style, more: str = "") -> str:
    """A title at the left, as newer apps have it."""
    return f"<div style='padding:18px 20px 10px;font-size:26px;font-weight:800'>{title}</div>{more}"


def dollars(record: Record) -> Truth:
    """The row of a record in dollars."""
    return truth_of(record)._replace(amount=f"{abs(record.amount) / 100:.2f}", currency="USD")


def paypay_months(rng: Random, style: Style) -> Screen:
    """A pay app under headings of months, each row with day and time above its name."""
    listed = records(rng, 8)
    parts = [head("取引履歴", style, "<div style='padding:0 20px 12px'>すべて　支払い　チャージ　ポイント</div>")]
    for (year, month), group in groupby(listed, key=lambda r: (r.at.year, r.at.month)):
        parts.append(
            f"<div style='padding:10px 20px;background:{style.ground};font-weight:700'>{year}年{month}月</div>"
        )
        parts += [
            f"<div style='padding:14px 20px;background:{style.card}'><div style='font-size:12px;color:{style.faint}'>"
            f"{r.at.month}月{r.at.day}日({WEEK[r.at.weekday()]}) {r.at:%H:%M}</div><div style='display:flex;"
            f"justify-content:space-between;align-items:center'><span>{r.name}</span><span style='font-size:19px'>"
            f"{'' if r.amount < 0 else '+'}{abs(r.amount):,}円</span></div><div style='font-size:12px;"
            f"color:{style.faint}'>PayPayポイント・PayPay残高</div></div>"
            for r in group
        ]
    rows = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen("".join(parts), rows, listed[0].at.date(), "paypay.history", style)


def gift_card_cards(rng: Random, style: Style) -> Screen:
    """Gift-card activity in cards, the balance in small letters below."""
    listed = records(rng, 6, start=30_000)
    top = (
        f"<div style='padding:4px 20px 16px'>現在のギフトカード残高<div style='font-size:34px'>¥{listed[0].balance:,}</div>"
        "</div>"
    )
    cards = "".join(
        f"<div style='margin:0 14px 12px;padding:14px;border-radius:10px;background:{style.card}'>"
        f"<div style='display:flex;justify-content:space-between'><span>"
        f"{'Amazon.co.jpでの注文に適用' if r.amount < 0 else 'Amazonギフトカードを登録'}</span>"
        f"<b>{'−' if r.amount < 0 else '+'}¥{abs(r.amount):,}</b></div>"
        f"<div style='display:flex;justify-content:space-between;font-size:12px;color:{style.faint}'>"
        f"<span>{r.at:%Y/%m/%d}</span><span>残高: ¥{r.balance:,}</span></div></div>"
        for r in listed
    )
    named = [
        r._replace(name="Amazon.co.jpでの注文に適用" if r.amount < 0 else "Amazonギフトカードを登録") for r in listed
    ]
    rows = [truth_of(r, balance=str(r.balance)) for r in named]
    return Screen(head("ギフトカード残高", style, top) + cards, rows, listed[0].at.date(), "amazon.gift_card", style)


def orders_lines(rng: Random, style: Style) -> Screen:
    """A shop's list of orders with each label before its value."""
    listed = [r for r in records(rng, 8) if r.amount < 0]
    cards = "".join(
        f"<div style='padding:14px 20px;border-bottom:8px solid {style.ground};background:{style.card}'>"
        f"<b>{r.name}</b><div>注文日: {r.at.year}年{r.at.month}月{r.at.day}日</div>"
        f"<div>注文番号: 249-{rng.randint(0, 9999999):07}-{rng.randint(0, 9999999):07}</div>"
        f"<div>合計: ￥{-r.amount:,}</div><div style='color:#188038'>{r.at.month}月{r.at.day}日にお届け済み</div></div>"
        for r in listed
    )
    rows = [truth_of(r) for r in listed]
    return Screen(head("注文履歴", style) + cards, rows, listed[0].at.date(), "amazon.orders_list", style)


def shop_grid(rng: Random, style: Style) -> Screen:
    """Orders of a marketplace: shop, goods, a thumbnail, the total at the right."""
    listed = [r for r in records(rng, 8) if r.amount < 0]
    cards = "".join(
        f"<div style='display:flex;gap:12px;padding:16px 20px;border-top:1px solid {style.line}'><div style='width:64px;"
        f"height:64px;background:{style.line}'></div><div style='flex:1'><div style='font-size:13px;color:{style.faint}'>"
        f"注文日：{r.at:%Y/%m/%d}　ショップ</div><div>{r.name}</div><div style='font-size:13px'>注文番号：3{n}8841-"
        f"{r.at:%Y%m%d}-0{rng.randint(10**8, 10**9 - 1)}</div><div style='text-align:right;font-weight:700'>"
        f"合計 {-r.amount:,}円（税込）</div></div></div>"
        for n, r in enumerate(listed)
    )
    rows = [truth_of(r) for r in listed]
    return Screen(head("購入履歴", style) + cards, rows, listed[0].at.date(), "rakuten.orders_list", style)


def d_payment(rng: Random, style: Style) -> Screen:
    """A carrier's payments: points below each amount."""
    listed = [r for r in records(rng, 9) if r.amount < 0]
    rows = "".join(
        f"<div style='display:flex;padding:13px 20px;border-bottom:1px solid {style.line}'><div style='flex:1'>{r.name}"
        f"<div style='font-size:12px;color:{style.faint}'>{r.at:%Y/%m/%d %H:%M}</div></div><div style='text-align:right'>"
        f"{-r.amount:,}円<div style='font-size:12px'>進呈 {max(1, -r.amount // 200)}P</div></div></div>"
        for r in listed
    )
    truth = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen(head("ご利用履歴", style, "<div style='padding:0 20px'>d払い</div>") + rows, truth, listed[0].at.date(),
                  "docomo.d_payment_history", style)  # fmt: skip


def au_payment(rng: Random, style: Style) -> Screen:
    """Another carrier's payments under headings of days."""
    listed = records(rng, 9)
    parts = [head("取引履歴", style, "<div style='padding:0 20px 8px'>au PAY 残高</div>")]
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        parts.append(f"<div style='padding:8px 20px;background:{style.ground}'>{day:%Y.%m.%d}</div>")
        parts += [
            f"<div style='display:flex;justify-content:space-between;padding:12px 20px;background:{style.card}'>"
            f"<span>{r.at:%H:%M} {r.name}</span><b>{'-' if r.amount < 0 else '+'}{abs(r.amount):,}円</b></div>"
            for r in group
        ]
    rows = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen("".join(parts), rows, listed[0].at.date(), "aupay.history", style)


def paypal(rng: Random, style: Style) -> Screen:
    """An English wallet with days of their own, signs before the dollar."""
    listed = records(rng, 8, STORES)
    rows = "".join(
        f"<div style='padding:14px 20px;border-bottom:1px solid {style.line};background:{style.card}'><div style='display:"
        f"flex;justify-content:space-between'><b>{r.name}</b><span>{'−' if r.amount < 0 else '+'}"
        f"${abs(r.amount) / 100:,.2f}</span></div><div style='font-size:13px;color:{style.faint}'>{r.at:%b} {r.at.day}, "
        f"{r.at.year}. {'Payment' if r.amount < 0 else 'Money received'}</div></div>"
        for r in listed
    )
    top = "<div style='padding:0 20px 10px'>PayPal balance<div style='font-size:30px'>$248.16</div></div>"
    return Screen(head("Activity", style, top) + rows, [dollars(r) for r in listed], listed[0].at.date(),
                  "paypal.activity_list", style)  # fmt: skip


def amazon_english(rng: Random, style: Style) -> Screen:
    """A shop's payments in English: amount below the method."""
    listed = records(rng, 7, STORES)
    parts = [head("Your Transactions", style, "<div style='padding:0 20px'>Completed</div>")]
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        parts.append(f"<div style='padding:12px 20px 4px;font-size:15px'>{day:%b} {day.day}, {day.year}</div>")
        parts += [
            f"<div style='margin:0 14px 10px;padding:12px;border:1px solid {style.line};border-radius:8px'>"
            f"<div>{r.name}</div><div style='font-size:13px'>{'Order' if r.amount < 0 else 'Refund: Order'} #113-"
            f"{rng.randint(0, 9999999):07}-{rng.randint(0, 9999999):07}</div><div style='display:flex;justify-content:"
            f"space-between;font-size:14px'><span>Mastercard ••••4471</span><b>{'-' if r.amount < 0 else '+'}"
            f"${abs(r.amount) / 100:,.2f}</b></div></div>"
            for r in group
        ]
    return Screen("".join(parts), [dollars(r) for r in listed], listed[0].at.date(), "amazon.transactions", style)


def login_cards(rng: Random, style: Style) -> Screen:
    """Sign-ins with their device above the time."""
    listed = records(rng, 6)
    cards = "".join(
        f"<div style='margin:10px 14px;padding:14px;background:{style.card};border-radius:8px'>"
        f"<b>{rng.choice(('Chrome / Windows', 'Safari / iPhone', 'アプリ / Android'))}</b>"
        f"<div>{r.at.year}年{r.at.month}月{r.at.day}日 {r.at:%H:%M}</div><div style='font-size:13px;color:{style.faint}'>"
        f"198.51.100.{rng.randint(2, 250)}（日本）</div></div>"
        for r in listed
    )
    rows = [Truth(r.at.date().isoformat(), "", "", "", "", time=f"{r.at:%H:%M}") for r in listed]
    top = "<div style='padding:0 20px'>Yahoo! JAPAN ID</div>"
    return Screen(head("ログイン履歴", style, top) + cards, rows, listed[0].at.date(), "yahoo_japan.login_list", style)


LAYOUTS: dict[str, Draw] = {
    "paypay_months": paypay_months,
    "gift_card_cards": gift_card_cards,
    "orders_lines": orders_lines,
    "shop_grid": shop_grid,
    "d_payment": d_payment,
    "au_payment": au_payment,
    "paypal": paypal,
    "amazon_english": amazon_english,
    "login_cards": login_cards,
    **strangers.LAYOUTS,
}
