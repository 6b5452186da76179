"""The layouts that the reader was written beside: payments, cards and banks."""

from itertools import groupby
from random import Random

from evaluation.screens.records import STORES, Record, records
from evaluation.screens.screen import Draw, Screen, Style, Truth

WEEK = "月火水木金土日"


def truth_of(record: Record, **more: str) -> Truth:
    plain = {"text": record.name, "direction": "out" if record.amount < 0 else "in"}
    return Truth(**{"date": record.at.date().isoformat(), "amount": str(abs(record.amount)), **plain, **more})


def bar(title: str, style: Style) -> str:
    return (
        f"<div style='background:{style.card};padding:12px 16px;text-align:center;font-weight:700;font-size:18px'>"
        f"{title}</div>"
    )


def wallet_list(rng: Random, style: Style) -> Screen:
    """A wallet's history: name and time left, amount right, lines between."""
    listed = records(rng, 9)
    rows = "".join(
        f"<div style='display:flex;justify-content:space-between;padding:14px 16px;border-bottom:1px solid {style.line}'>"
        f"<div><div>{r.name}{'にお支払い' if r.amount < 0 else 'から返金'}</div>"
        f"<div style='font-size:13px;color:{style.faint}'>"
        f"{r.at.year}年{r.at.month}月{r.at.day}日 {r.at.hour}時{r.at.minute:02}分</div></div>"
        f"<div style='font-weight:700'>{'' if r.amount < 0 else '+'}{abs(r.amount):,}円</div></div>"
        for r in listed
    )
    body = f"{bar('取引履歴', style)}<div style='background:{style.card}'>{rows}</div>"
    truth = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen(body, truth, listed[0].at.date(), "", style)


def bank_days(rng: Random, style: Style) -> Screen:
    """A bank's movements under headings of days, each with its balance."""
    listed = records(rng, 10, most=80_000)
    parts = []
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        parts.append(
            f"<div style='padding:8px 16px;background:{style.ground};font-size:13px'>"
            f"{day.year}年{day.month}月{day.day}日({WEEK[day.weekday()]})</div>"
        )
        parts += [
            f"<div style='padding:12px 16px;background:{style.card};border-bottom:1px solid {style.line}'>"
            f"<div style='display:flex;justify-content:space-between'><span>{r.name}</span>"
            f"<b>{'-' if r.amount < 0 else '+'}{abs(r.amount):,}円</b></div>"
            f"<div style='text-align:right;font-size:13px;color:{style.faint}'>残高 {r.balance:,}円</div></div>"
            for r in group
        ]
    body = bar("入出金明細", style) + "".join(parts)
    return Screen(body, [truth_of(r, balance=str(r.balance)) for r in listed], listed[0].at.date(), "", style)


def card_statement(rng: Random, style: Style) -> Screen:
    """A card's statement: the total above, amounts without a sign."""
    listed = [r for r in records(rng, 10) if r.amount < 0]
    total = -sum(r.amount for r in listed)
    rows = "".join(
        f"<div style='display:flex;padding:12px 16px;border-bottom:1px solid {style.line};background:{style.card}'>"
        f"<span style='width:64px;color:{style.faint}'>{r.at:%m/%d}</span><span style='flex:1'>{r.name}</span>"
        f"<span>{-r.amount:,}円</span></div>"
        for r in listed
    )
    year, month = listed[0].at.year, listed[0].at.month
    body = (
        f"{bar('ご利用明細', style)}<div style='padding:20px;text-align:center;background:{style.card}'>"
        f"<div>{year}年{month}月お支払い金額</div><div style='font-size:30px;font-weight:700'>{total:,}円</div></div>{rows}"
    )
    return Screen(body, [truth_of(r) for r in listed], listed[0].at.date(), "", style)


def gift_card(rng: Random, style: Style) -> Screen:
    """Gift-card activity as a shop's page shows it on a telephone."""
    listed = records(rng, 6, start=20_000)

    def words(r: Record) -> str:
        number = f"250-{rng.randint(0, 9999999):07}-{rng.randint(0, 9999999):07}"
        return f"Amazon.co.jpでの注文に適用 {number}" if r.amount < 0 else "登録されたギフトカード"

    named = [r._replace(name=words(r)) for r in listed]
    rows = "".join(
        f"<div style='padding:14px 16px;border-bottom:1px solid {style.line};background:{style.card}'>"
        f"<div style='color:{style.faint};font-size:14px'>{r.at.year}年{r.at.month}月{r.at.day}日</div>"
        f"<div>{r.name}</div><div style='display:flex;justify-content:space-between'>"
        f"<span>{'-' if r.amount < 0 else ''}¥{abs(r.amount):,}</span><span>残高 ¥{r.balance:,}</span></div></div>"
        for r in named
    )
    top = f"<div style='padding:16px;background:{style.card}'>ギフトカード残高<br><b>¥{named[0].balance:,}</b></div>"
    body = bar("ギフトカードの残高と利用履歴", style) + top + rows
    truth = [truth_of(r, balance=str(r.balance)) for r in named]
    return Screen(body, truth, named[0].at.date(), "amazon.gift_card", style)


def english_wallet(rng: Random, style: Style) -> Screen:
    """An English wallet under headings of months."""
    listed = records(rng, 9, STORES)
    parts = []
    for month, group in groupby(listed, key=lambda r: f"{r.at:%B %Y}"):
        parts.append(f"<div style='padding:14px 16px 4px;font-weight:700'>{month}</div>")
        parts += [
            f"<div style='display:flex;justify-content:space-between;padding:10px 16px'><div>{r.name}"
            f"<div style='font-size:13px;color:{style.faint}'>{r.at:%b} {r.at.day} · "
            f"{'Payment' if r.amount < 0 else 'Refund'}</div></div>"
            f"<div>{'-' if r.amount < 0 else '+'}${abs(r.amount) / 100:,.2f}</div></div>"
            for r in group
        ]
    truth = [truth_of(r)._replace(amount=f"{abs(r.amount) / 100:.2f}", currency="USD") for r in listed]
    return Screen(bar("Activity", style) + "".join(parts), truth, listed[0].at.date(), "", style)


def points(rng: Random, style: Style) -> Screen:
    """Points in cards, with the day until which they last."""
    listed = records(rng, 7, most=2000)
    rows = "".join(
        f"<div style='margin:10px 12px;padding:14px;border-radius:12px;background:{style.card}'>"
        f"<div style='display:flex;justify-content:space-between'><span style='color:{style.faint}'>{r.at:%Y/%m/%d}</span>"
        f"<b>{'-' if r.amount < 0 else '+'}{abs(r.amount):,}ポイント</b></div><div>{r.name}</div>"
        + (f"<div style='font-size:12px'>有効期限 {r.at.year + 1}/{r.at:%m}/28</div>" if r.amount > 0 else "")
        + "</div>"
        for r in listed
    )
    truth = [truth_of(r, currency="POINT") for r in listed]
    return Screen(bar("ポイント履歴", style) + rows, truth, listed[0].at.date(), "", style)


LAYOUTS: dict[str, Draw] = {
    "wallet_list": wallet_list,
    "bank_days": bank_days,
    "card_statement": card_statement,
    "gift_card": gift_card,
    "english_wallet": english_wallet,
    "points": points,
}
