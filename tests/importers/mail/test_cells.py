"""Mails are laid out with tables: a cell may hold one value, or every line of the mail."""

import pytest

from app.importers import formats
from app.importers.mail._layouts import by_sender
from app.reader.table import Block, Head
from tests.importers.reading import block_of

LINES = (
    "Order #",
    "112-1111111-0000101",
    "Quantity: 1",
    "Subtotal: $20.00",
    "Order Total: $21.00",
)
HEAD = (
    "From: Amazon.com <auto-confirm@amazon.com>\r\nTo: erika@example.invalid\r\n"
    'Subject: Your Amazon.com order of "Sample Kettle"\r\nDate: Sun, 03 May 2026 10:15:20 +0000\r\n'
    "Message-ID: <1@example.invalid>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
)
WAYS = {
    "br": "<br>".join(LINES),
    "br in front": "".join(f"<br/>\n{line}" for line in LINES),
    "p": "".join(f"<p>{line}</p>" for line in LINES),
    "div": "".join(f"<div><span>{line}</span></div>" for line in LINES),
    "li": "<ul>" + "".join(f"<li>{line}" for line in LINES) + "</ul>",
    "headings": "".join(f"<h3>{line}</h3>" for line in LINES),
    "row": "".join(f"<table><tr><td>{line}</td></tr></table>" for line in LINES),
    "value beside label": "".join(
        f"<table><tr><td><p>{label}</p></td><td><p>{value}</p></td></tr></table>"
        for label, value in [LINES[:2], *(tuple(line.split(": ")) for line in LINES[2:])]
    ),
}


def text_mail(sender: str, subject: str, lines: str) -> tuple[Head, Block]:
    """A mail in plain text, received on 4 May 2026."""
    head = f"From: {sender}\r\nTo: taro@example.invalid\r\nSubject: {subject}\r\n"
    head += "Date: Mon, 04 May 2026 03:00:00 +0000\r\nMessage-ID: <2@example.invalid>\r\nMIME-Version: 1.0\r\n"
    head += "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    return block_of({"source": [(head + lines).encode().decode("latin-1")]})


def message(body: str) -> tuple[Head, Block]:
    """A mail with this page as its body."""
    head, block = block_of({"source": [HEAD + f"<html><body>{body}</body></html>"]})
    return head, block


@pytest.mark.parametrize(
    "around", ["{}", "<table><tr><td>{}</td></tr></table>", "<table><tr><td>Hello</td><td>{}</td></tr></table>"]
)
@pytest.mark.parametrize("way", WAYS)
def test_a_cell_keeps_its_lines(way: str, around: str) -> None:
    """However the lines are parted, within a cell or outside of any, the order has its number and its total."""
    assert "auto-confirm@amazon.com" in by_sender()
    found = formats()["mail.notices"].read(*message(around.format(WAYS[way])))
    assert [problem.code for problem in found.problems] == []
    rows = found.tables["orders"].select("order_id", "total_minor", "currency").rows()
    assert rows == [("112-1111111-0000101", 2_100, "USD")]


@pytest.mark.parametrize(
    ("stated", "at"),
    [
        ("2026-05-03 20:14:33", "2026-05-03T11:14:33+00:00"),
        ("2026/05/03 20:14", "2026-05-03T11:14:00+00:00"),
        ("2026-05-03", "2026-05-04T03:00:00+00:00"),
        ("", "2026-05-04T03:00:00+00:00"),
    ],
)
def test_the_time_that_an_order_states_is_its_own(stated: str, at: str) -> None:
    """A mail may arrive much later; a day alone says less than the time of the mail."""
    lines = f"[受注番号] 123456-20260503-0000000001\n[日時] {stated}\n[注文者] 見本太郎\n[支払方法] カード\n"
    lines += "[ショップ名] サンプルショップ\n小計 2,960(円)\n支払い金額 2,960(円)\n"
    subject = "=?utf-8?Q?" + "".join(f"={byte:02X}" for byte in "【楽天市場】注文内容ご確認".encode()) + "?="
    found = formats()["mail.notices"].read(*text_mail("order@rakuten.co.jp", subject, lines)).tables["orders"]
    assert [one.isoformat() for one in found["at"]] == [at]
    assert found["total_minor"].to_list() == [2_960]


@pytest.mark.parametrize("mark", ["▼", "■", "・"])
@pytest.mark.parametrize("name", ["ご利用内容", "利用内容", "ご利用店舗", "ご利用先"])
@pytest.mark.parametrize("heading", ["", "{mark}ご利用内容\n"])
def test_a_payment_has_its_merchant_by_any_label(mark: str, name: str, heading: str) -> None:
    """Some mails call the shop what was used; in others the same words are a heading."""
    lines = heading.format(mark=mark) + f"{mark}ご利用日時\n 2026年5月3日(日) 10:15:20\n{mark}{name}\n ミナト書店\n"
    lines += f"{mark}ご利用金額\n 1,480円\n"
    subject = "=?utf-8?Q?" + "".join(f"={byte:02X}" for byte in "au PAY カード ご利用のお知らせ".encode()) + "?="
    found = formats()["mail.notices"].read(*text_mail("auto@connect.auone.jp", subject, lines)).tables["payments"]
    assert found.select("merchant", "amount_minor").rows() == [("ミナト書店", 1_480)]
