"""Bank statements, saved mail, packed files and exports in parts, as they come out of the front door."""

import gzip
import io
import json
import tarfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.reader.problems import refusal
from tests.cli.here import run
from tests.reader import workbooks
from tests.reader.reading import File, Sheet, only, read

SGML = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE

<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><FI><ORG>Bank &amp; Co<FID>77</FI></SONRS>
</SIGNONMSGSRSV1>
<CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>EUR
<CCACCTFROM><ACCTID>4111</CCACCTFROM>
<BANKTRANLIST><DTSTART>20240101<DTEND>20240201
<STMTTRN>
<TRNTYPE>DEBIT
<DTPOSTED>20240123000000[-3:GMT]
<TRNAMT>-12,34
<FITID>0001
<NAME>Café Zoë
<MEMO>
</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<TRNAMT>+5.00<FITID>0001<PAYEE><NAME>A &lt;B&gt;<CITY>Köln</PAYEE>
<STMTTRN><TRNTYPE>OTHER<TRNAMT>1</STMTTRN>
</BANKTRANLIST><LEDGERBAL><BALAMT>1.00</LEDGERBAL></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1>
</OFX>
"""
XML = """<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
<OFX>
 <BANKMSGSRSV1>
  <STMTTRNRS><STMTRS><CURDEF>JPY</CURDEF>
   <BANKACCTFROM><BANKID>0001</BANKID><ACCTID>0123456</ACCTID><ACCTTYPE>SAVINGS</ACCTTYPE></BANKACCTFROM>
   <BANKTRANLIST>
    <STMTTRN><DTPOSTED>20240301</DTPOSTED><TRNAMT>-1280</TRNAMT><FITID>1</FITID>
     <NAME>振込 ヤマダ</NAME><MEMO/><CURRENCY><CURSYM>USD</CURSYM></CURRENCY></STMTTRN>
   </BANKTRANLIST></STMTRS></STMTTRNRS>
  <STMTTRNRS><STMTRS><CURDEF>USD</CURDEF><BANKACCTFROM><ACCTID>9</ACCTID></BANKACCTFROM><BANKTRANLIST>
    <STMTTRN><TRNAMT>2</TRNAMT><NAME><![CDATA[a <b> & c]]></NAME></STMTTRN>
   </BANKTRANLIST></STMTRS></STMTTRNRS>
 </BANKMSGSRSV1>
</OFX>
"""


def file(data: bytes, name: str) -> File:
    [found] = read(data, name)
    return found


def records(found: Sheet) -> list[dict[str, str]]:
    return [{name: cell for name, cell in zip(found.head.header, row, strict=True) if cell != ""} for row in found.rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ofx_in_its_old_form(end: str) -> None:
    """Tags without ends, a stated Western encoding, empty and repeated tags, groups, and a record without an end."""
    found = only(SGML.replace("\n", end).encode("cp1252"), "statement.ofx")
    assert (found.head.kind, found.head.sheet, found.head.encoding) == ("ofx", None, "cp1252")
    around = {"ORG": "Bank & Co", "FID": "77", "CURDEF": "EUR", "ACCTID": "4111"}
    first = {"TRNTYPE": "DEBIT", "DTPOSTED": "20240123000000[-3:GMT]", "TRNAMT": "-12,34", "NAME": "Café Zoë"}
    second = {"TRNTYPE": "CREDIT", "TRNAMT": "+5.00", "PAYEE.NAME": "A <B>", "PAYEE.CITY": "Köln"}
    assert records(found) == [
        around | first | {"FITID": "0001"},
        around | second | {"FITID": "0001"},
        around | {"TRNTYPE": "OTHER", "TRNAMT": "1"},
    ]
    assert "MEMO" in found.head.header
    assert (found.lines, found.problems) == ([14, 22, 23], [])


def test_ofx_in_its_new_form() -> None:
    """The same of XML, without an XML parser; the tags of one account do not apply to the next."""
    found = only(XML.encode(), "download")
    assert records(found) == [
        {"CURDEF": "JPY", "BANKID": "0001", "ACCTID": "0123456", "ACCTTYPE": "SAVINGS"}
        | {"DTPOSTED": "20240301", "TRNAMT": "-1280", "FITID": "1", "NAME": "振込 ヤマダ", "CURRENCY.CURSYM": "USD"},
        {"CURDEF": "USD", "ACCTID": "9", "TRNAMT": "2", "NAME": "a <b> & c"},
    ]
    assert found.lines == [8, 12]


def test_ofx_that_is_damaged_or_hostile() -> None:
    """A declaration of entities is refused, a statement of nothing too; a cut-off one is reported."""
    assert file(XML.replace("<OFX>", '<!DOCTYPE x [<!ENTITY a "b">]><OFX>', 1).encode(), "x.ofx").refused == "dtd"
    assert file(b"OFXHEADER:100\n\n<OFX></OFX>", "x.ofx").refused == "no-records"
    cut = only(SGML[: SGML.index("<MEMO>")].encode("cp1252"), "x.ofx")
    assert (len(cut.rows), [problem.code for problem in cut.problems]) == (1, ["cut-off"])
    assert file(b"<?xml version='1.0'?><a><b>1</b></a>", "x.xml").refused == "unsupported-type"
    assert file(b"OFXHEADER:100\n<OFX>" + b"<STMTTRN><A>" * 100_000, "x.ofx").refused is None


def mail(*headers: str, body: bytes = b"", codec: str = "ascii") -> bytes:
    return "\r\n".join(["Received: by mx.example; Fri, 1 Mar 2024 10:00:00 +0900", *headers]).encode(codec) + (
        b"\r\n\r\n" + body
    )


def test_a_saved_mail_is_one_row() -> None:
    """Headers as people read them, and the text; the encoding is that of the text."""
    data = mail(
        "Date: Fri, 1 Mar 2024 10:00:00 +0900",
        "From: =?ISO-2022-JP?B?GyRCMlY7UhsoQg==?= <hanako@example.com>",
        "To: taro@example.com,",
        " jiro@example.com",
        "Subject: =?UTF-8?B?44Ot44Kw44Kk44Oz?= =?UTF-8?Q?_notice?=",
        "Message-ID: <1@example.com>",
        'Content-Type: text/plain; charset="iso-2022-jp"',
        body="ログインがありました①\r\n\r\n時刻 10:00\r\n".encode("iso2022_jp_ext", "replace"),
    )
    found = only(data, "alert.eml")
    assert (found.head.kind, found.head.encoding, found.lines) == ("eml", "iso-2022-jp", [1])
    assert found.head.header == ("Date", "From", "To", "Subject", "Message-ID", "text")
    [row] = found.rows
    assert row[:5] == (
        "Fri, 1 Mar 2024 10:00:00 +0900",
        "花子 <hanako@example.com>",
        "taro@example.com, jiro@example.com",
        "ログイン notice",
        "<1@example.com>",
    )
    assert row[5].startswith("ログインがありました")
    assert row[5].endswith("\n\n時刻 10:00")


def test_the_text_of_a_mail() -> None:
    """The plain part wins; an attachment is none of it, whatever it calls itself; HTML becomes its visible text."""
    head = ("From: a@example.com", "Date: x", "MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"')
    attached = b"--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nsecret\r\n"
    page = (
        b"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"PHA+SGVsbG88YnI+d29ybGQ8c2NyaXB0PmV2aWwoKTwvc2NyaXB0PjwvcD4=\r\n"
    )
    plain = b"--b\r\nContent-Type: text/plain; charset=no-such\r\n\r\n" + "こんにちは、花子さん".encode() + b"\r\n"
    assert (
        read(mail(*head, body=attached + page + plain + b"--b--"), "x.eml")[0].sheets[0].rows[0][5]
        == "こんにちは、花子さん"
    )
    assert read(mail(*head, body=attached + page + b"--b--"), "x.eml")[0].sheets[0].rows[0][5] == "Hello\nworld"
    assert read(mail(*head, body=attached + b"--b--"), "x.eml")[0].sheets[0].rows[0][5] == ""


def test_attached_files_are_read() -> None:
    """Every attached file is listed; tables, workbooks and archives are read, as in an archive."""
    message = EmailMessage()
    message["From"], message["Date"], message["Subject"] = "a@example.com", "x", "Export"
    message.set_content("Here it is.")
    message.add_attachment("番号,商品\r\n1,お茶\r\n".encode("cp932"), "text", "csv", filename="注文履歴.csv")
    message.add_attachment(workbooks.archive({"a.csv": b"x,y\n1,2\n"}), "application", "zip", filename="all.zip")
    message.add_attachment(b"%PDF-1.4", "application", "pdf", filename="../letter.pdf")
    found = {file.path: file for file in read(message.as_bytes(), "m.eml")}
    assert found["m.eml"].sheets[0].rows[0][5] == "Here it is."
    assert found["m.eml!/注文履歴.csv"].sheets[0].rows == [("1", "お茶")]
    assert found["m.eml!/all.zip!/a.csv"].sheets[0].rows == [("1", "2")]
    assert found["m.eml!/../letter.pdf"].refused == "corrupt"


@pytest.mark.parametrize(
    "data",
    [
        mail("From: a", "Date: b", "Subject: " + "=?" * 200_000),
        mail("From: a", "Date: b", "Subject: =?utf-8?B?!!!?= =?no-such?Q?=ff?="),
        mail("From: a", "Date: b", "Content-Type: " + "multipart/mixed; boundary=b; " * 2000),
        mail("From: a", "Date: b", "Subject: 件名", codec="cp932"),
        mail("From: a", "Date: b", "Content-Transfer-Encoding: base64", body=b"@@@@" * 1000),
        mail("From: a", "Date: b", 'Content-Type: multipart/mixed; boundary="b"', body=b"--b\r\n" * 50_000),
    ],
)
def test_a_strange_mail_is_still_one_row(data: bytes) -> None:
    """Broken headers, encodings and parts are shown as they are, at once."""
    assert len(only(data, "x.eml").rows) == 1


def test_a_mailbox_is_one_table_of_its_messages() -> None:
    """Each postmark after an empty line begins a message, a line of the text that resembles one does not; lines of the
    file are those of the postmarks, whatever the ends of lines are, and codes are masked."""
    first = b"From 17@xxx Thu Aug 01 12:00:00 +0000 2024\nX-Gmail-Labels: Inbox\nFrom: a@example.com\nSubject: 1\n\n"
    body = "確認コード 123456\n\n>From me\n\nFrom 2024 on\nno header\n\n".encode()
    second = b"From - Fri Aug 02 12:00:00 2024\nFrom: b@example.com\n\nAB12-CD34EF-GH56\n"
    for end in (b"\n", b"\r\n"):
        found = only((first + body + second).replace(b"\n", end), "Inbox.mbox")
        assert (found.head.kind, found.lines) == ("eml", [1, 13])
        assert [row[1] for row in found.rows] == ["a@example.com", "b@example.com"]
        assert [row[5] for row in found.rows] == ["確認コード ••••\n\nFrom me\n\nFrom 2024 on\nno header", "••••"]


def test_what_only_looks_like_mail() -> None:
    """A table is not taken for a mail because of its name or its colons, and Outlook's own format is no workbook."""
    assert read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "order.msg")[0].refused == "unsupported-type"
    assert only(b"To: a,b\n1,2\n", "x.csv").head.kind == "csv"
    assert only(b"a,b\n1,2\n", "x.eml").head.kind == "csv"


def test_packed_files_say_how_to_go_on() -> None:
    """Archives that are no ZIP are not opened, whatever they hold and are called; the person learns to unpack them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        made.addfile(tarfile.TarInfo("a.csv"))
    packed = {
        "export.tgz": gzip.compress(out.getvalue()),
        "bomb.gz": gzip.compress(bytes(50_000_000), 9),
        "a.csv": gzip.compress(b"a,b\n1,2\n"),
        "export.tar": out.getvalue(),
        "export.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
        "export.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    }
    for name, data in packed.items():
        assert file(data, name).refused == "unsupported-type"
    inside = workbooks.archive({**packed, "b.csv": b"a,b\n1,2\n"})
    assert [found.refused for found in read(inside, "all.zip")] == ["unsupported-type"] * 6 + [None]
    assert "Unpack" in refusal("packed").message


def test_the_command_shows_tables_exactly(tmp_path: Path) -> None:
    """``mioboe tables`` gives sheets and lists with their names, exact text and lines, one object a line."""
    (tmp_path / "book.xlsx").write_bytes(
        workbooks.xlsx(workbooks.row(2, "注文番号", "合計"), workbooks.row(4, "0012", "=1+1"))
    )
    (tmp_path / "logins.json").write_text('{"v": 1, "logins": [{"ip": "192.0.2.1", "n": 1.10},\n{"ip": null}]}')
    shown = [json.loads(line) for line in run("tables", tmp_path).stdout.split("\n") if line]
    common: dict[str, object] = {"encoding": "utf-8", "delimiter": None, "problems": []}
    assert shown == [
        {
            "path": "book.xlsx",
            "sheet": "注文",
            "header": ["注文番号", "合計"],
            "rows": [["0012", "=1+1"]],
            "lines": [4],
        }
        | common,
        {
            "path": "logins.json",
            "sheet": "logins",
            "header": ["ip", "n"],
            "rows": [["192.0.2.1", "1.10"], ["", ""]],
            "lines": [1, 2],
        }
        | common,
    ]


def test_an_export_in_several_parts() -> None:
    """Each part of an export is an archive of its own, with any of the kinds of file in it, wrapped in a folder."""
    parts = {
        "facebook.1.zip": workbooks.archive(
            {"facebook-1/logins.json": '{"account_activity_v2": [{"action": "Login"}]}'}
        ),
        "facebook.2.zip": workbooks.archive(
            {"facebook-1/a.eml": mail("From: a", "Date: b"), "facebook-1/s.qfx": XML, "facebook-1/app.js": "let a = 1"}
        ),
    }
    kinds = [
        (found.path, found.refused, [sheet.head.kind for sheet in found.sheets])
        for name, data in parts.items()
        for found in read(data, name)
    ]
    assert kinds == [
        ("facebook.1.zip!/facebook-1/logins.json", None, ["json"]),
        ("facebook.2.zip!/facebook-1/a.eml", None, ["eml"]),
        ("facebook.2.zip!/facebook-1/s.qfx", None, ["ofx"]),
        ("facebook.2.zip!/facebook-1/app.js", "not-read", []),
    ]
