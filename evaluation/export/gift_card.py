"""The gift-card activity page: saved page by page as HTML, or pasted as text. Newest first, days without times."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from evaluation.export import File, money
from evaluation.simulate.life import SHOPS, Life
from evaluation.simulate.records import Entry, Record

WORDS = {
    "JP": {"applied": "{shop}の注文に利用", "refund": "{shop}の注文からの返金", "added": "ギフトカードの登録"},
    "": {
        "applied": "Gift Card applied to {shop} order",
        "refund": "Refund from {shop} order",
        "added": "Gift Card added",
    },
}
HEADS = {"JP": ("日付", "説明", "金額", "残高"), "": ("Date", "Description", "Amount", "Closing balance")}
MARKS = {"JPY": "￥", "USD": "$", "GBP": "£", "EUR": "€"}


def pages(life: Life) -> list[File]:
    """The pages of the owner's shop, the newest first; one of them is missing where the options say so."""
    rows = _rows(life)
    size = life.options.page_rows
    cut = [rows[start : start + size] for start in range(0, len(rows), size)]
    numbered = list(enumerate(cut, 1))
    if life.options.lost_page and len(numbered) > 2:
        numbered.pop(len(numbered) // 2)
    write = _text if life.options.pasted else _html
    return [write(life, number, rows) for number, rows in numbered]


def _rows(life: Life) -> list[tuple[Entry, int]]:
    """Every movement that is shown, newest first, with the balance shown after it."""
    own = sorted(
        (one for one in life.entries if one.currency == life.currency and one.at <= life.end), key=lambda one: one.at
    )
    balance, rows = 0, list[tuple[Entry, int]]()
    for one in own:
        balance += one.minor
        if one.shown:
            rows.append((one, balance + one.off))
    return rows[::-1]


def _cells(life: Life, entry: Entry, balance: int) -> tuple[str, str, str, str, str]:
    """Day, words, second line, amount and balance."""
    words = WORDS.get(life.home.country, WORDS[""])[entry.kind].format(shop=entry.shop)
    second = entry.order_id or ""
    if entry.kind == "added":
        code = f"xxxx-xxxxxx-{(entry.serial or '')[-4:]}"
        second = f"Claim code: {code}; Serial number: {entry.serial}"
        if life.home.country == "JP":
            second = f"ギフトカード番号: {code}; シリアル番号: {entry.serial}"
    mark = MARKS[life.currency]
    sign = "-" if entry.minor < 0 else ""
    amount, after = (mark + money(abs(one), life.currency) for one in (entry.minor, balance))
    return day(life, entry.at), words, second, sign + amount, after if balance >= 0 else "-" + after


def day(life: Life, at: datetime) -> str:
    """The owner's local day, as the page of their shop writes it."""
    local = at + timedelta(hours=SHOPS[life.home.country][3])
    if life.home.country == "JP":
        return f"{local.year}年{local.month}月{local.day}日"
    if life.home.country == "US":
        return f"{local:%B} {local.day}, {local.year}"
    return f"{local.day} {local:%B} {local.year}"


def _html(life: Life, number: int, rows: Sequence[tuple[Entry, int]]) -> File:
    head = HEADS.get(life.home.country, HEADS[""])
    lines = ["<!doctype html>", '<html><head><meta charset="utf-8"><title>Gift card</title></head>', "<body>"]
    lines += ['<table class="a-bordered a-spacing-small a-spacing-top-small">', "<tbody>"]
    lines += ["<tr>", *(f"  <th>{one}</th>" for one in head), "</tr>"]
    places = list[tuple[int, Record]]()
    for entry, balance in rows:
        when, words, second, amount, after = _cells(life, entry, balance)
        link = (
            f'<a href="/gp/your-account/order-details?orderID={second}"><span>{second}</span></a>'
            if entry.order_id
            else second
        )
        places.append((len(lines) + 1, entry))
        lines += ["<tr>", f"  <td> {when} </td>", f"  <td><span>{words}</span><br>{link}</td>"]
        lines += [f"  <td>{amount}</td>", f"  <td>{after}</td>", "</tr>"]
    lines += ["</tbody>", "</table>", "</body></html>", ""]
    return File(f"gift-card-{number}.html", "\n".join(lines).encode(), places)


def _text(life: Life, number: int, rows: Sequence[tuple[Entry, int]]) -> File:
    head = HEADS.get(life.home.country, HEADS[""])
    lines, places = ["\t".join(head)], list[tuple[int, Record]]()
    for entry, balance in rows:
        when, words, second, amount, after = _cells(life, entry, balance)
        places.append((len(lines) + 1, entry))
        lines += (
            [f"{when}\t{words}", second, f"{amount}\t{after}"] if second else [f"{when}\t{words}\t{amount}\t{after}"]
        )
    return File(f"gift-card-{number}.txt", "\n".join([*lines, ""]).encode(), places)
