"""Layouts that no recogniser knows, drawn after the reader was frozen a second time."""

from itertools import groupby
from random import Random

from evaluation.screens.drawn.first import WEEK, truth_of
from evaluation.screens.records import STORES, records
from evaluation.screens.screen import Draw, Screen, Style


def passbook(rng: Random, style: Style) -> Screen:
    """A bank's passbook: columns for what went out, what came in, and the balance."""
    listed = records(rng, 11, most=60_000)
    cells = "".join(
        f"<tr><td>{r.at:%y.%m.%d}</td><td>{r.name[:8]}</td><td class=n>{f'{-r.amount:,}' if r.amount < 0 else ''}</td>"
        f"<td class=n>{f'{r.amount:,}' if r.amount > 0 else ''}</td><td class=n>{r.balance:,}</td></tr>"
        for r in listed
    )
    css = (
        f"<style>table{{width:100%;font-size:13px;border-collapse:collapse}}td,th{{padding:9px 4px;border-bottom:1px solid "
        f"{style.line};text-align:left}}.n{{text-align:right}}</style>"
    )
    head = (
        "<tr><th>年月日</th><th>摘要</th><th class=n>お引出し</th><th class=n>お預入れ</th><th class=n>残高</th></tr>"
    )
    rows = [truth_of(r, balance=str(r.balance), text=r.name[:8]) for r in listed]
    return Screen(f"{css}<h3 style='margin:14px'>普通預金 通帳</h3><table>{head}{cells}</table>", rows, listed[0].at.date(),
                  "", style)  # fmt: skip


def transit(rng: Random, style: Style) -> Screen:
    """A card for trains: from and to, what is left, and the fare in small letters."""
    listed = [r for r in records(rng, 12, most=1500) if r.amount < 0]
    stations = ("青葉台", "緑が丘", "港町", "三丁目", "北野", "大橋")
    parts, rows = [], []
    for r in listed:
        name = f"{rng.choice(stations)} → {rng.choice(stations)}"
        parts.append(
            f"<div style='display:flex;align-items:center;padding:12px 16px;border-bottom:1px solid {style.line};background:"
            f"{style.card}'><span style='width:56px;color:{style.faint}'>{r.at:%m/%d}</span><span style='flex:1'>{name}"
            f"</span><div style='text-align:right'><b>-¥{-r.amount:,}</b><div style='font-size:12px;color:{style.faint}'>"
            f"残額 ¥{r.balance:,}</div></div></div>"
        )
        rows.append(truth_of(r, text=name, balance=str(r.balance)))
    return Screen("<div style='padding:16px;font-weight:700'>ICカード 利用履歴</div>" + "".join(parts), rows,
                  listed[0].at.date(), "", style)  # fmt: skip


def feed(rng: Random, style: Style) -> Screen:
    """A British bank: days as words, a category below each name, a plus only where money came in."""
    listed = records(rng, 9, STORES)
    parts = ["<div style='padding:20px 18px;font-size:24px;font-weight:700'>Feed</div>"]
    for place, (day, group) in enumerate(groupby(listed, key=lambda r: r.at.date())):
        name = "Today" if place == 0 else f"{day:%A} {day.day} {day:%B}"
        parts.append(f"<div style='padding:10px 18px;font-size:14px;color:{style.faint}'>{name}</div>")
        parts += [
            f"<div style='display:flex;gap:12px;align-items:center;padding:10px 18px;background:{style.card}'><div style="
            f"'width:40px;height:40px;border-radius:20px;background:{style.line}'></div><div style='flex:1'>{r.name}<div "
            f"style='font-size:12px;color:{style.faint}'>{rng.choice(('Groceries', 'Eating out', 'Shopping'))}</div></div>"
            f"<span style='font-size:18px'>{'' if r.amount < 0 else '+'}£{abs(r.amount) / 100:,.2f}</span></div>"
            for r in group
        ]
    rows = [truth_of(r)._replace(amount=f"{abs(r.amount) / 100:.2f}", currency="GBP") for r in listed]
    return Screen("".join(parts), rows, listed[0].at.date(), "", style)


def stacked_days(rng: Random, style: Style) -> Screen:
    """An American card: month above day at the left, pending charges first."""
    listed = [r for r in records(rng, 9, STORES) if r.amount < 0]
    parts = ["<div style='padding:18px;font-size:20px;font-weight:700'>Recent activity</div>"]
    rows = []
    for place, r in enumerate(listed):
        pending = place < 2
        if place in (0, 2):
            parts.append(
                f"<div style='padding:8px 18px;background:{style.ground}'>{'Pending' if pending else 'Posted'}</div>"
            )
        parts.append(
            f"<div style='display:flex;gap:16px;padding:12px 18px;background:{style.card};border-bottom:1px solid "
            f"{style.line}'><div style='width:44px;text-align:center'><div style='font-size:11px'>{f'{r.at:%b}'.upper()}"
            f"</div><div style='font-size:20px'>{r.at.day}</div></div><div style='flex:1;align-self:center'>{r.name}</div>"
            f"<div style='align-self:center'>${-r.amount / 100:,.2f}</div></div>"
        )
        rows.append(truth_of(r)._replace(amount=f"{-r.amount / 100:.2f}", currency="USD"))
    return Screen("".join(parts), rows, listed[0].at.date(), "", style)


def flea_market(rng: Random, style: Style) -> Screen:
    """Things bought from other people: a picture, a title of two lines, the price, the state, the day."""
    listed = [r for r in records(rng, 9) if r.amount < 0]
    parts = "".join(
        f"<div style='display:flex;gap:12px;padding:14px 16px;border-bottom:1px solid {style.line};background:{style.card}'>"
        f"<div style='width:72px;height:72px;background:{style.line}'></div><div style='flex:1'><div>{r.name} 新品未使用 "
        f"送料込み まとめ買い歓迎</div><div style='font-weight:700'>¥{-r.amount:,}</div><div style='display:flex;"
        f"justify-content:space-between;font-size:12px;color:{style.faint}'><span>取引完了</span><span>{r.at:%Y/%m/%d %H:%M}"
        f"</span></div></div></div>"
        for r in listed
    )
    rows = [truth_of(r, time=f"{r.at:%H:%M}", text=f"{r.name} 新品未使用 送料込み") for r in listed]
    return Screen("<div style='padding:16px;text-align:center;font-weight:700'>購入した商品</div>" + parts, rows,
                  listed[0].at.date(), "", style)  # fmt: skip


def labelled(rng: Random, style: Style) -> Screen:
    """Payments by the bill of a carrier: each value behind its label, with a tax and a total."""
    listed = [r for r in records(rng, 7) if r.amount < 0]
    field = "<div style='display:flex;padding:3px 0'><span style='width:120px;color:{ink}'>{name}</span><span>{value}</span></div>"
    parts = []
    for n, r in enumerate(listed):
        values = (("決済日時", f"{r.at.year}年{r.at.month}月{r.at.day}日 {r.at:%H:%M}"), ("加盟店", r.name),
                  ("決済番号", f"C{48_213_770 + n}"), ("決済金額", f"{-r.amount:,}円"),
                  ("うち消費税", f"{-r.amount // 11:,}円"))  # fmt: skip
        fields = "".join(field.format(ink=style.faint, name=name, value=value) for name, value in values)
        parts.append(
            f"<div style='margin:12px 14px;padding:12px;background:{style.card};border-radius:8px'>{fields}</div>"
        )
    rows = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen("<div style='padding:16px;font-weight:700'>まとめて決済 ご利用照会</div>" + "".join(parts), rows,
                  listed[0].at.date(), "", style)  # fmt: skip


def two_currencies(rng: Random, style: Style) -> Screen:
    """A wallet for travels: what was paid abroad, and below it what it cost at home."""
    listed = [r for r in records(rng, 9, STORES) if r.amount < 0]
    parts = "".join(
        f"<div style='display:flex;justify-content:space-between;padding:14px 18px;background:{style.card};margin-bottom:2px'>"
        f"<div>{r.name}<div style='font-size:12px;color:{style.faint}'>{r.at.day} {r.at:%b} {r.at.year}, {r.at:%H:%M}</div>"
        f"</div><div style='text-align:right'>-€{-r.amount / 100:,.2f}<div style='font-size:12px;color:{style.faint}'>"
        f"-$ {-r.amount * 1.1 / 100:,.2f}</div></div></div>"
        for r in listed
    )
    rows = [truth_of(r, time=f"{r.at:%H:%M}")._replace(amount=f"{-r.amount / 100:.2f}", currency="EUR") for r in listed]
    return Screen("<div style='padding:18px;font-size:22px;font-weight:700'>Transactions</div>" + parts, rows,
                  listed[0].at.date(), "", style)  # fmt: skip


def notifications(rng: Random, style: Style) -> Screen:
    """The list of notifications of a telephone: payments as sentences, under days."""
    listed = [r for r in records(rng, 8) if r.amount < 0]
    parts = []
    for day, group in groupby(listed, key=lambda r: r.at.date()):
        parts.append(
            f"<div style='padding:14px 18px 4px;font-size:18px'>{day.month}月{day.day}日 {WEEK[day.weekday()]}曜日</div>"
        )
        parts += [
            f"<div style='margin:8px 12px;padding:12px 14px;border-radius:18px;background:{style.card}'><div style='display:"
            f"flex;justify-content:space-between;font-size:13px;color:{style.faint}'><span>あおぞらカード</span><span>"
            f"{r.at:%H:%M}</span></div><b>ご利用のお知らせ</b><div>{r.name}で{-r.amount:,}円のご利用がありました。</div></div>"
            for r in group
        ]
    rows = [truth_of(r, time=f"{r.at:%H:%M}") for r in listed]
    return Screen("".join(parts), rows, listed[0].at.date(), "", style)


def tablet_cards(rng: Random, style: Style) -> Screen:
    """A bank on a tablet: two panes, a menu at the left and movements with balances at the right."""
    style = Style(1024, 1366, 2, style.dark, style.font)
    listed = records(rng, 12, most=90_000)
    menu = "".join(f"<div style='padding:14px 18px'>{name}</div>" for name in ("ホーム", "振込", "入出金明細", "設定"))
    parts = "".join(
        f"<div style='display:flex;padding:14px 20px;background:{style.card};border-bottom:1px solid {style.line}'><span "
        f"style='width:130px'>{r.at:%Y/%m/%d}</span><span style='flex:1'>{r.name}</span><span style='width:130px;text-align:"
        f"right'>{'-' if r.amount < 0 else '+'}{abs(r.amount):,}円</span><span style='width:150px;text-align:right;color:"
        f"{style.faint}'>{r.balance:,}円</span></div>"
        for r in listed
    )
    rows = [truth_of(r, balance=str(r.balance)) for r in listed]
    body = f"<div style='display:flex'><div style='width:200px'>{menu}</div><div style='flex:1'>{parts}</div></div>"
    return Screen(body, rows, listed[0].at.date(), "", style)


LAYOUTS: dict[str, Draw] = {
    "passbook": passbook,
    "transit": transit,
    "feed": feed,
    "stacked_days": stacked_days,
    "flea_market": flea_market,
    "labelled": labelled,
    "two_currencies": two_currencies,
    "notifications": notifications,
    "tablet_cards": tablet_cards,
}
