"""Layouts of apps that no recogniser knows, drawn after the reader was frozen."""

from itertools import groupby
from random import Random

from evaluation.screens.drawn.first import WEEK, truth_of
from evaluation.screens.records import STORES, records
from evaluation.screens.screen import Draw, Screen, Style


def dotted_days(rng: Random, style: Style) -> Screen:
    """A wallet whose days look like numbers with decimals: 3.20."""
    listed = records(rng, 9)
    rows = "".join(
        f"<div style='display:flex;gap:14px;padding:13px 18px;background:{style.card};border-bottom:1px solid {style.line}'>"
        f"<span style='width:52px'>{r.at.month}.{r.at.day:02}</span><span style='flex:1'>{r.name}</span>"
        f"<span>{'-' if r.amount < 0 else '+'}¥{abs(r.amount):,}</span></div>"
        for r in listed
    )
    top = "<div style='padding:16px 18px;font-weight:700'>ウォレット　支払い履歴</div>"
    return Screen(top + rows, [truth_of(r) for r in listed], listed[0].at.date(), "", style)


def card_instalments(rng: Random, style: Style) -> Screen:
    """A card whose rows have a second amount: what is paid this time."""
    listed = [r for r in records(rng, 7) if r.amount < 0]
    rows = "".join(
        f"<div style='padding:14px 18px;margin-bottom:8px;background:{style.card}'><div>{r.at:%Y/%m/%d}　{r.name}</div>"
        f"<div style='display:flex;justify-content:space-between;font-size:14px'><span>ご利用金額</span><span>"
        f"{-r.amount:,}円</span></div><div style='display:flex;justify-content:space-between;font-size:14px'>"
        f"<span>今回のお支払い金額</span><span>{max(1, -r.amount // rng.choice((1, 3))):,}円</span></div></div>"
        for r in listed
    )
    top = "<div style='padding:16px 18px;font-weight:700'>カードご利用明細</div>"
    return Screen(top + rows, [truth_of(r) for r in listed], listed[0].at.date(), "", style)


def english_bank(rng: Random, style: Style) -> Screen:
    """An English bank: the balance below each amount in small letters, without a word."""
    listed = records(rng, 9, STORES)
    parts = ["<div style='padding:16px 18px;font-size:22px;font-weight:700'>Checking transactions</div>"]
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        parts.append(f"<div style='padding:8px 18px;background:{style.ground};font-size:13px'>{day:%A}, {day:%B} "
                     f"{day.day}, {day.year}</div>")  # fmt: skip
        parts += [
            f"<div style='display:flex;justify-content:space-between;padding:12px 18px;background:{style.card}'><span>"
            f"{r.name}</span><div style='text-align:right'>{'-' if r.amount < 0 else '+'}${abs(r.amount) / 100:,.2f}"
            f"<div style='font-size:12px;color:{style.faint}'>${r.balance / 100:,.2f}</div></div></div>"
            for r in group
        ]
    rows = [
        truth_of(r)._replace(amount=f"{abs(r.amount) / 100:.2f}", currency="USD", balance=f"{r.balance / 100:.2f}")
        for r in listed
    ]
    return Screen("".join(parts), rows, listed[0].at.date(), "", style)


def prepaid(rng: Random, style: Style) -> Screen:
    """A prepaid card: two lines with what happened as a badge, no sign at payments."""
    listed = records(rng, 8)
    rows = "".join(
        f"<div style='display:flex;align-items:center;gap:12px;padding:12px 18px;border-bottom:1px solid {style.line};"
        f"background:{style.card}'><span style='padding:2px 8px;border-radius:4px;background:{style.line};font-size:12px'>"
        f"{'支払い' if r.amount < 0 else 'チャージ'}</span><div style='flex:1'>{r.name}<div style='font-size:12px;color:"
        f"{style.faint}'>{r.at.month}/{r.at.day} {r.at:%H:%M}</div></div><b>{abs(r.amount):,}円</b></div>"
        for r in listed
    )
    top = (
        f"<div style='padding:16px 18px;font-weight:700'>ご利用履歴</div><div style='padding:0 18px 14px'>残高"
        f"<span style='font-size:28px'> {listed[0].balance:,}円</span></div>"
    )
    truth = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen(top + rows, truth, listed[0].at.date(), "", style)


def point_book(rng: Random, style: Style) -> Screen:
    """Points as a book: kind and number in columns, days until which they last."""
    listed = records(rng, 8, most=3000)
    rows = "".join(
        f"<div style='padding:12px 18px;border-bottom:1px solid {style.line};background:{style.card}'><div style='display:"
        f"flex;justify-content:space-between;font-size:13px'><span>{r.at:%Y/%m/%d}</span><span>"
        f"{'利用' if r.amount < 0 else '獲得'}</span></div><div style='display:flex;justify-content:space-between'><span>"
        f"{r.name}</span><b>{'-' if r.amount < 0 else ''}{abs(r.amount):,} pt</b></div></div>"
        for r in listed
    )
    top = f"<div style='padding:16px 18px;font-weight:700'>ポイント通帳</div><div style='padding:0 18px'>{12_345:,} pt</div>"
    return Screen(top + rows, [truth_of(r, currency="POINT") for r in listed], listed[0].at.date(), "", style)


def days_with_sums(rng: Random, style: Style) -> Screen:
    """Household accounts: each day with its sum, rows below it."""
    listed = [r for r in records(rng, 11) if r.amount < 0]
    parts = ["<div style='padding:16px 18px;font-weight:700'>支出の履歴</div>"]
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        of_day = list(group)
        parts.append(
            f"<div style='display:flex;justify-content:space-between;padding:8px 18px;background:{style.ground}'><span>"
            f"{day.month}月{day.day}日({WEEK[day.weekday()]})</span><span>{-sum(r.amount for r in of_day):,}円</span></div>"
        )
        parts += [
            f"<div style='display:flex;justify-content:space-between;padding:12px 18px;background:{style.card}'><span>"
            f"{r.name}</span><span>{-r.amount:,}円</span></div>"
            for r in of_day
        ]
    return Screen("".join(parts), [truth_of(r) for r in listed], listed[0].at.date(), "", style)


def tablet_table(rng: Random, style: Style) -> Screen:
    """A card's table on a tablet: narrow rows, day, shop, way of paying, amount."""
    style = Style(820, 1100, 2, style.dark, style.font)
    listed = [r for r in records(rng, 16) if r.amount < 0]
    cells = "".join(
        f"<tr><td>{r.at:%Y/%m/%d}</td><td>{r.name}</td><td>1回払い</td><td style='text-align:right'>{-r.amount:,}</td></tr>"
        for r in listed
    )
    css = f"<style>table{{width:780px;margin:20px;border-collapse:collapse}}td,th{{padding:7px;border-bottom:1px solid {style.line};text-align:left}}</style>"
    head = "<tr><th>ご利用日</th><th>ご利用店名</th><th>支払区分</th><th style='text-align:right'>金額(円)</th></tr>"
    return Screen(f"{css}<h2 style='margin:20px'>ご利用明細</h2><table>{head}{cells}</table>",
                  [truth_of(r) for r in listed], listed[0].at.date(), "", style)  # fmt: skip


def relative_days(rng: Random, style: Style) -> Screen:
    """A chat-like wallet: today, yesterday, then days, amounts in bubbles."""
    listed = records(rng, 7)
    parts = ["<div style='padding:14px;text-align:center;font-weight:700'>お支払い履歴</div>"]
    for place, (day, group) in enumerate(groupby(listed, key=lambda r: r.at.date())):
        name = "今日" if place == 0 else f"{day.year}/{day.month}/{day.day}"
        parts.append(f"<div style='text-align:center;font-size:12px;padding:10px'>{name}</div>")
        parts += [
            f"<div style='margin:8px 60px 8px 16px;padding:14px;border-radius:16px;background:{style.card}'><div>{r.name}"
            f"</div><div style='font-size:24px'>{'- ' if r.amount < 0 else '+ '}{abs(r.amount):,}円</div></div>"
            for r in group
        ]
    return Screen("".join(parts), [truth_of(r) for r in listed], listed[0].at.date(), "", style)


LAYOUTS: dict[str, Draw] = {
    "dotted_days": dotted_days,
    "card_instalments": card_instalments,
    "english_bank": english_bank,
    "prepaid": prepaid,
    "point_book": point_book,
    "days_with_sums": days_with_sums,
    "tablet_table": tablet_table,
    "relative_days": relative_days,
}
