"""More layouts that the reader was written beside: known apps, orders, sign-ins, tables of a computer's screen."""

from itertools import groupby
from random import Random

from evaluation.screens.drawn.first import WEEK, bar, truth_of
from evaluation.screens.records import STORES, records
from evaluation.screens.screen import Draw, Screen, Style, Truth


def paypay_cards(rng: Random, style: Style) -> Screen:
    """A pay app that is known: what it was paid with, and the points that it will give."""
    listed = records(rng, 7)
    rows = "".join(
        f"<div style='padding:12px 16px;border-bottom:1px solid {style.line};background:{style.card}'>"
        f"<div style='display:flex;justify-content:space-between'><b>{r.name}</b>"
        f"<b>{'-' if r.amount < 0 else '+'}{abs(r.amount):,}円</b></div>"
        f"<div style='font-size:12px;color:{style.faint}'>{r.at.year}年{r.at.month}月{r.at.day}日 {r.at:%H:%M}</div>"
        f"<div style='font-size:12px;color:{style.faint}'>{'支払い' if r.amount < 0 else '受け取る'} PayPay残高</div>"
        + (f"<div style='font-size:12px'>獲得予定 {max(1, -r.amount // 200)}ポイント</div>" if r.amount < -400 else "")
        + "</div>"
        for r in listed
    )
    rows_of = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen(bar("取引履歴", style) + rows, rows_of, listed[0].at.date(), "paypay.history", style)


def amazon_orders(rng: Random, style: Style) -> Screen:
    """A shop's list of orders in cards, with labels above their values."""
    listed = [r for r in records(rng, 6) if r.amount < 0]
    cards = "".join(
        f"<div style='margin:12px;border:1px solid {style.line};border-radius:8px;background:{style.card}'>"
        f"<div style='display:flex;gap:24px;padding:10px 14px;font-size:13px'><div>注文日<br>"
        f"{r.at.year}年{r.at.month}月{r.at.day}日</div><div>合計<br>¥{-r.amount:,}</div></div>"
        f"<div style='padding:0 14px;font-size:12px'>注文番号 250-{rng.randint(0, 9999999):07}-{rng.randint(0, 9999999):07}"
        f"</div><div style='padding:10px 14px'>{r.name}</div></div>"
        for r in listed
    )
    return Screen(
        bar("注文履歴", style) + cards, [truth_of(r) for r in listed], listed[0].at.date(), "amazon.orders_list", style
    )


def amazon_payments(rng: Random, style: Style) -> Screen:
    """A shop's payments in English, under headings of days."""
    listed = records(rng, 7, STORES)
    parts = []
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        parts.append(f"<div style='padding:14px 16px 4px;font-weight:700'>{day:%B} {day.day}, {day.year}</div>")
        parts += [
            f"<div style='padding:8px 16px;border-bottom:1px solid {style.line}'><div style='display:flex;"
            f"justify-content:space-between'><span>Visa ****1234</span><b>{'-' if r.amount < 0 else '+'}"
            f"${abs(r.amount) / 100:,.2f}</b></div><div>{'Order' if r.amount < 0 else 'Refund: Order'} "
            f"#112-{rng.randint(0, 9999999):07}-{rng.randint(0, 9999999):07}</div><div>{r.name}</div></div>"
            for r in group
        ]
    rows = [truth_of(r)._replace(amount=f"{abs(r.amount) / 100:.2f}", currency="USD") for r in listed]
    return Screen(
        bar("Your Transactions", style) + "".join(parts), rows, listed[0].at.date(), "amazon.transactions", style
    )


def bank_table(rng: Random, style: Style) -> Screen:
    """A bank's table on a computer: what went out and came in has columns of its own."""
    style = Style(1100, 700, 1.5, style.dark, style.font)
    listed = records(rng, 12, most=120_000)[::-1]
    cells = "".join(
        f"<tr><td>{r.at:%Y/%m/%d}</td><td>{r.name}</td><td class=n>{f'{-r.amount:,}' if r.amount < 0 else ''}</td>"
        f"<td class=n>{f'{r.amount:,}' if r.amount > 0 else ''}</td><td class=n>{r.balance:,}</td></tr>"
        for r in listed
    )
    head = "<tr><th>日付</th><th>摘要</th><th class=n>お引出し</th><th class=n>お預入れ</th><th class=n>残高</th></tr>"
    css = (
        f"<style>table{{border-collapse:collapse;margin:20px;width:1050px;background:{style.card}}}"
        f"td,th{{padding:9px 14px;border:1px solid {style.line};text-align:left}}.n{{text-align:right}}</style>"
    )
    rows = [truth_of(r, balance=str(r.balance)) for r in listed]
    body = f"{css}<h3 style='margin:20px'>入出金明細</h3><table>{head}{cells}</table>"
    return Screen(body, rows, listed[-1].at.date(), "", style)


def rakuten_points(rng: Random, style: Style) -> Screen:
    """Orders of another shop whose amounts stand below, with points that they gave."""
    listed = [r for r in records(rng, 6) if r.amount < 0]
    rows = "".join(
        f"<div style='padding:14px 16px;margin-bottom:10px;background:{style.card}'><div style='font-size:12px'>"
        f"注文日 {r.at:%Y/%m/%d}({WEEK[r.at.weekday()]})</div><div style='font-size:12px'>注文番号 "
        f"{rng.randint(200000, 399999)}-{r.at:%Y%m%d}-{rng.randint(10**9, 10**10 - 1)}</div><div>{r.name}</div>"
        f"<div style='display:flex;justify-content:space-between'><span>合計</span><b>{-r.amount:,}円</b></div>"
        f"<div style='font-size:12px;text-align:right'>獲得予定 {max(1, -r.amount // 100)}ポイント</div></div>"
        for r in listed
    )
    return Screen(
        bar("購入履歴", style) + rows, [truth_of(r) for r in listed], listed[0].at.date(), "rakuten.orders_list", style
    )


def sign_ins(rng: Random, style: Style) -> Screen:
    """A list of sign-ins."""
    listed = records(rng, 6)
    rows = "".join(
        f"<div style='padding:14px 16px;border-bottom:1px solid {style.line};background:{style.card}'>"
        f"<div>{r.at:%Y/%m/%d} {r.at:%H:%M}</div><div style='font-size:13px'>IPアドレス 203.0.113.{rng.randint(2, 250)}"
        f"</div><div style='font-size:13px'>{rng.choice(('iPhone Safari', 'Windows Chrome', 'Android App'))}</div></div>"
        for r in listed
    )
    truth = [Truth(r.at.date().isoformat(), "", "", "", "", time=f"{r.at:%H:%M}") for r in listed]
    return Screen(
        bar("Yahoo! JAPAN ログイン履歴", style) + rows, truth, listed[0].at.date(), "yahoo_japan.login_list", style
    )


LAYOUTS: dict[str, Draw] = {
    "paypay_cards": paypay_cards,
    "amazon_orders": amazon_orders,
    "amazon_payments": amazon_payments,
    "bank_table": bank_table,
    "rakuten_points": rakuten_points,
    "sign_ins": sign_ins,
}
