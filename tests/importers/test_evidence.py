"""Every event leads back to exactly the row it was made of, also where rows share a line of their file."""

import json
import os
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from app.report import intake
from app.sandbox.client import Input, ReaderClient
from tests.importers.reading import SAMPLES
from tests.reader import workbooks

IPS = [f"203.0.113.{number}" for number in range(1, 200)]
CARD = "利用日/キャンセル日,利用店名・商品名,利用金額,利用者,支払区分\n"


def source(name: str, data: bytes, upload: int = 0) -> Input:
    def opened() -> int:
        fd = os.memfd_create("test")
        os.write(fd, data)
        return fd

    return Input(name, opened, upload)


Events = list[tuple[dict[str, object], Mapping[str, str | None]]]


def events_with_cells(name: str, *files: bytes, table: str) -> list[Events]:
    """Every event of each file with the original cells of its row."""
    sources = [source(name, data, number) for number, data in enumerate(files)]
    with closing(ReaderClient()) as client:
        reads = intake.read(sources, client=client)
        assert [file.problems for read in reads for file in read.files] == [[]] * len(files)
        rows = [read.tables[table].to_dicts() for read in reads]
        want = {number: {name: [place(row) for row in some]} for number, some in enumerate(rows)}
        found = intake.cells(sources, want, client)
    return [[(row, found[number, name, place(row)]) for row in some] for number, some in enumerate(rows)]


def place(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row["line"], row["record"]


def test_records_of_one_line() -> None:
    """A document that is one long line, as services write them: every record is itself, in both of its lists."""
    lists = {
        name: [{"ip": ip, "action": name, "timestamp": 1702744690 + n} for n, ip in enumerate(ips)]
        for name, ips in (("used_ip_address_v2", IPS[:90]), ("used_ip_address", IPS[90:]))
    }
    data = json.dumps({"nobody": [{"a": 1}, {"a": 2}], **lists}).encode()
    [found] = events_with_cells("ip.json", data, table="logins")
    assert [row["ip"] for row, _ in found] == IPS
    assert {row["line"] for row, _ in found} == {1}
    assert [cells["ip"] for _, cells in found] == IPS


def test_sheets_of_one_workbook() -> None:
    """Two sheets that are both read have rows of the same numbers; each is cited with its own cells."""
    made = workbooks.parts(names=("Sheet A", "Sheet B"))
    for number in (1, 2):
        rows = workbooks.row(1, *CARD.strip().split(","))
        for line in (2, 3):
            rows += workbooks.row(line, f"2026/6/{number}", f"店{number}-{line}", "100", "本人", "1回払い")
        sheet = f'<worksheet xmlns="{workbooks.MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        made[f"xl/worksheets/sheet{number}.xml"] = sheet
    [found] = events_with_cells("card.xlsx", workbooks.archive(made), table="payments")
    shops = ["店1-2", "店1-3", "店2-2", "店2-3"]
    assert [(row["merchant"], row["line"]) for row, _ in found] == list(zip(shops, (2, 3, 2, 3), strict=True))
    assert [cells["利用店名・商品名"] for _, cells in found] == shops


def test_rows_of_delimited_text_need_no_number() -> None:
    """Where every row has a line of its own, the line alone leads to it."""
    data = (CARD + "2026/6/1,茶,100,本人,1回払い\n").encode()
    [[(row, cells)]] = events_with_cells("card.csv", data, table="payments")
    assert (row["line"], row["record"], cells["利用店名・商品名"]) == (2, None, "茶")


def test_a_row_that_stands_where_a_header_would() -> None:
    """A statement without a header: its first row is an event and is cited under numbered columns. The only row of a
    file is one too."""
    data = (SAMPLES / "gold_point/card/2018.csv").read_bytes()
    whole, later, [(only, _)] = events_with_cells(
        "card.csv", data, b"\r\n\r\n" + data, data.splitlines()[0], table="payments"
    )
    for found, lead in ((whole, 0), (later, 2)):
        assert [row["line"] for row, _ in found] == [1 + lead, 2 + lead]
        assert [cells["#1"] for _, cells in found] == ["2018/7/3", "2018/7/4"]
        assert [cells["#7"] for _, cells in found] == ["11402", "3456"]
    assert only["amount_minor"] == 11402


def test_the_rows_without_a_header_are_counted() -> None:
    """The first one too, and no line that is empty."""
    data = (SAMPLES / "gold_point/card/2018.csv").read_bytes()
    found = intake.read([source("card.csv", data), source("card.csv", b"\r\n\r\n" + data, 1)])
    assert [one.files[0].rows for one in found] == [2, 2]


def test_the_problems_keep_their_lines() -> None:
    """A problem of a record names the line in the file, not its number."""
    records = [{"ip": ip, "action": "login", "timestamp": 1702744690} for ip in ("203.0.113.1", "nonsense")]
    data = json.dumps({"used_ip_address_v2": records}, indent=1).encode()
    [read] = intake.read([source("ip.json", data)])
    [problem] = read.files[0].problems
    assert (problem.code, problem.line) == ("bad-address", data.splitlines().index(b"  {", 3) + 1)


def test_two_sources_of_one_name() -> None:
    """Files handed in one after the other may be called the same; the rows of both are found."""
    row = "2026/6/1,茶,100,本人,1回払い\n"
    texts = [CARD + row, CARD + row + row.replace("茶", "本")]
    sources = [source("card.csv", text.encode(), number) for number, text in enumerate(texts)]
    found = intake.cells(sources, {0: {"card.csv": [(2, None)]}, 1: {"card.csv": [(3, None)]}})
    assert found[0, "card.csv", (2, None)]["利用店名・商品名"] == "茶"
    assert found[1, "card.csv", (3, None)]["利用店名・商品名"] == "本"


def test_two_formats_in_one_text() -> None:
    """Two tables in one text are each read by their own format, and each event leads back to its own row."""
    text = CARD + "2026/6/1,茶,100,本人,1回払い\n2026/6/2,本,200,本人,1回払い\n\n"
    text += "Login Date,IP Address,User Agent,Login Type\n"
    text += "Sat Sep 05 08:12:14 UTC 2026,203.0.113.20,Firefox,PASSWORD\n"
    [paid] = events_with_cells("both.csv", text.encode(), table="payments")
    assert [cells["利用店名・商品名"] for _, cells in paid] == ["茶", "本"]
    [[(row, cells)]] = events_with_cells("both.csv", text.encode(), table="logins")
    assert (row["line"], row["ip"], cells["IP Address"]) == (6, "203.0.113.20", "203.0.113.20")


def test_a_pasted_table() -> None:
    """Cells that were copied out of a page get the names of their columns, where the text has these."""
    row = "2026年9月13日\tAmazon.co.jpの注文からの返金\t￥8,600\t￥8,600\n"
    texts = (f"ギフトカード\n日付\t詳細\t金額\t残高\n{row}", f"ギフトカード\n{row}", row.replace("\t", " "))
    found = events_with_cells("pasted.txt", *(text.encode() for text in texts), table="ledger")
    [[(_, named)], [(_, numbered)], [(_, one)]] = found
    assert list(named.items()) == list(zip(("日付", "詳細", "金額", "残高"), row.strip().split("\t"), strict=True))
    assert list(numbered) == ["#1", "#2", "#3", "#4"]
    assert one == {"#1": row.replace("\t", " ").strip()}


def test_secrets_are_neither_read_nor_cited() -> None:
    """A key to an account is left out of the cells that are kept, a mail address is shortened."""
    device = (SAMPLES / "x/device_token/device-token.js").read_bytes()
    [devices] = events_with_cells("device-token.js", device, table="changes")
    for row, cells in devices:
        assert cells["deviceToken.token"] == "…"
        assert "SampleToken" not in str(row)
    mails = (SAMPLES / "x/email_address_change/two-changes.js").read_bytes()
    [[_, (_, cells)]] = events_with_cells("email-address-change.js", mails, table="changes")
    assert cells["emailAddressChange.emailChange.changedTo"] == "s…@mail.example"
    card = (SAMPLES / "paypay_bank/debit/reversed.csv").read_bytes()
    [debits] = events_with_cells("debit.csv", card, table="payments")
    assert {cells["カード番号"] for _, cells in debits} == {"…1234"}
