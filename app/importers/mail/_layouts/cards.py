"""Notices of cards and payment services. They tell of an authorisation: what is booked may differ, or never come."""

import re
from collections.abc import Callable, Iterator

from app.importers.mail._notice import ANY, Layout, MailLine, Notice, Record, label, labels, money, subject

_DATE = r"(?:カード|ご)?(?:ご)?利用日時?"
_MERCHANT = r"(?:ご)?利用(?:先|店舗|店名|加盟店)|お支払先"
_AMOUNT = r"(?:ご)?利用金額|お?支払い?金額|お引落額|決済総額"
_CONTENT = r"(?:ご)?利用内容"  # the shop in mails that name none otherwise; in others a heading
_KIND = r"(?:ご)?利用取引"
_MOMENT = re.compile(
    r"\d{4}(?:[/-]\d{1,2}[/-]\d{1,2}|年 ?\d{1,2}月 ?\d{1,2}日)(?: ?\([^)\d]{1,3}\))?(?: \d{1,2}:\d\d(?::\d\d)?)?"
)
_BOUGHT = re.compile(r"[(（](?:買物|ご?利用)[)）]\s*$")
_MADE_BACK = re.compile(r"返品|取消|キャンセル")


def _payments(method: str) -> Callable[[Notice], Iterator[Record]]:
    """Reads the payments of a notice: labels, or a table, or values without labels behind the time."""

    def read(notice: Notice) -> Iterator[Record]:
        records = list(_labelled(notice.lines)) or list(_table(notice.lines)) or list(_unlabelled(notice.lines))
        for payment in records:
            yield Record("payments", {**payment, "method": method, "status": "pending"})

    return read


def _labelled(lines: tuple[MailLine, ...]) -> Iterator[dict[str, str]]:
    """A payment begins where the label of its date comes again. Amounts count behind their label alone: some mails name
    others as examples."""
    record: dict[str, str] = {}
    names = {"date": _DATE, "merchant": _MERCHANT, "what": _CONTENT, "kind": _KIND, "money": _AMOUNT}
    for place, line in enumerate(lines):
        key = next((key for key, words in names.items() if label(words).match(line.plain)), None)
        if key is None:
            continue
        value, raw = _behind(lines, place, names[key])
        if key in record and not (key == "money" and "date" not in record):
            if key != "date":
                continue  # Said again below the payments, as an example or a total.
            yield from _whole(record)
            record = {}
        record |= _read(key, value, raw)
    yield from _whole(record)


def _behind(lines: tuple[MailLine, ...], place: int, words: str) -> tuple[str, str]:
    match = label(words).match(lines[place].plain)
    text = lines[place].plain[match.end() :].strip() if match else ""
    if text:
        return text, re.split(r"[:：】\]\t]|[ 　]{2,}", lines[place].raw, maxsplit=1)[-1].strip(" 　:：\t")
    return (lines[place + 1].plain, lines[place + 1].raw) if place + 1 < len(lines) else ("", "")


def _read(key: str, value: str, raw: str) -> dict[str, str]:
    if key == "money":
        amount = money(value)
        return {"money": amount[0], "currency": amount[1]} if amount else {}
    if key == "date":
        moment = _MOMENT.match(value)
        return {"date": moment[0]} if moment else {}
    heading = key == "what" and any(label(words).match(value) for words in (_DATE, _MERCHANT, _AMOUNT, _KIND))
    return {key: raw[:120]} if raw and not heading else {}


def _whole(record: dict[str, str]) -> Iterator[dict[str, str]]:
    """The payment, if it has an amount and is not a return."""
    if "money" in record and not _MADE_BACK.search(record.get("kind", "")):
        shop = {"merchant": record["what"]} if "what" in record else {}
        yield shop | {name: value for name, value in record.items() if name not in ("kind", "what")}


def _table(lines: tuple[MailLine, ...]) -> Iterator[dict[str, str]]:
    """Rows of a table whose header names day, shop and amount in this order."""
    for line in lines:
        cells, raw = line.plain.split("\t"), [cell.strip() for cell in line.raw.split("\t") if cell.strip()]
        if len(cells) >= 3 and len(raw) == len(cells) and (moment := _MOMENT.fullmatch(cells[0])):
            amount = money(cells[2])
            if amount:
                yield {"date": moment[0], "merchant": raw[1][:120], "money": amount[0], "currency": amount[1]}


def _unlabelled(lines: tuple[MailLine, ...]) -> Iterator[dict[str, str]]:
    """A labelled time, and below it the shop and the amount in lines of their own."""
    for place, line in enumerate(lines[:-2]):
        if not label(_DATE).match(line.plain):
            continue
        value, _ = _behind(lines, place, _DATE)
        after = place + (1 if label(_DATE).match(line.plain).end() < len(line.plain) else 2)  # type: ignore[union-attr]
        moment = _MOMENT.match(value)
        amount = money(lines[after + 1].plain) if after + 1 < len(lines) else None
        if moment and amount and not _MADE_BACK.search(lines[after].plain):
            merchant = _BOUGHT.sub("", lines[after].raw).strip()
            yield {"date": moment[0], "merchant": merchant[:120], "money": amount[0], "currency": amount[1]}


def _run_of_text(notice: Notice) -> Iterator[Record]:
    """PayPay card: shop, time and amount one after the other, in one line or in three."""
    cells = [cell for line in notice.lines for cell in line.raw.split("\t")]
    text = "\n".join(cells)
    moment = r"(\d{4}年\d{1,2}月\d{1,2}日 ?\d{1,2}:\d\d)"
    for shop, date, amount in re.findall(rf"([^\n]{{1,80}}?)[\s　]+{moment}[\s　]+(-?[\d,]+)円", text):
        columns = {"date": date, "merchant": shop.strip(), "money": amount.replace(",", ""), "currency": "JPY"}
        yield Record("payments", {**columns, "method": "PayPayカード", "status": "pending"})


_LABELS = labels(_DATE, _MERCHANT, _AMOUNT, "(?:ご利用)?カード(?:名称)?")


def _notice(
    sender: str, words: str, method: str, least: int = 2, alone: tuple[tuple[re.Pattern[str], ...], ...] = ()
) -> Layout:
    return Layout((sender,), subject(words), _LABELS, _payments(method), least, alone)


_RAKUTEN = "info@mail.rakuten-card.co.jp"
LAYOUTS = (
    Layout(
        ("statement@vpass.ne.jp",),
        subject("ご利用のお知らせ"),
        (*labels(_DATE, _MERCHANT, _AMOUNT, "ご利用カード"), _BOUGHT),
        _payments("三井住友カード"),
        alone=(labels(_DATE, _MERCHANT, _KIND, _AMOUNT),),
    ),
    Layout((_RAKUTEN,), subject("速報版"), labels(_DATE, _AMOUNT), least=1, code="preliminary-mail"),
    Layout(
        (_RAKUTEN,),
        subject("カード利用のお知らせ"),
        (*labels(_DATE, _MERCHANT, _AMOUNT), re.compile(rf"{_DATE}\t+ご?利用先\t+ご?利用金額")),
        _payments("楽天カード"),
        alone=(labels(_DATE, "利用先", "利用者", "支払月"),),
    ),
    _notice(
        "mail@qa.jcb.co.jp",
        "ショッピングご利用のお知らせ|売上到着",
        "JCB",
        alone=(labels("ご利用日時", "ご利用金額", "ご利用先", "カード名称"),),
    ),
    Layout(
        ("paypaycard-info@mail.paypay-card.co.jp",),
        subject("利用速報"),
        (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日 ?\d{1,2}:\d\d"), re.compile(r"\d円(?:$|\s)")),
        _run_of_text,
    ),
    _notice("viewcard@mail.viewsnet.jp", "利用", "ビューカード", least=3),
    _notice("auto@connect.auone.jp", "au ?PAY.*ご利用のお知らせ", "au PAY"),
    _notice("banking@sonybank.jp", "Sony Bank WALLET", "Sony Bank WALLET"),
    _notice("mail@debit.bk.mufg.jp", ANY, "三菱UFJデビット"),
    _notice("no-reply@pay.rakuten.co.jp", "楽天ペイアプリご利用内容確認", "楽天ペイ"),
)
