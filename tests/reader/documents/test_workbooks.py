"""Workbooks: every sheet with its exact text and rows, and nothing that costs more than it holds."""

import os
import random
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reader import Limits
from app.report import intake
from app.sandbox.client import Input
from tests import examples
from tests.reader import workbooks
from tests.reader.reading import only, read

HEAD = workbooks.row(1, "注文番号", "合計")
ORDER = '<row r="2">' + workbooks.text("A", 2, "250-1234567-0000001") + '<c r="B2"><v>1280</v></c></row>'
XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\t\n"),
    max_size=12,
).filter(lambda text: "_x" not in text)


def refused(data: bytes, name: str = "orders.xlsx") -> str | None:
    [file] = read(data, name)
    assert file.sheets == [] or file.refused is None
    return file.refused


def test_a_workbook_is_read_by_sheet() -> None:
    """Sheet name, header, text, numbers and the row of the sheet, without any problem in an ordinary workbook."""
    found = only(workbooks.xlsx(HEAD, ORDER), "orders.xlsx")
    assert (found.head.kind, found.head.sheet, found.head.encoding) == ("xlsx", "注文", "utf-8")
    assert found.head.header == ("注文番号", "合計")
    assert found.rows == [("250-1234567-0000001", "1280")]
    assert (found.lines, found.problems) == ([2], [])
    assert found.head.sample == (("250-1234567-0000001", "1280"),)


def test_content_decides_and_not_the_name() -> None:
    """A workbook named like something else is still read; what is not read of a document is its encoding."""
    for name in ("orders.csv", "orders", "orders.zip"):
        [file] = read(workbooks.xlsx(HEAD, ORDER), name)
        assert (file.refused, file.encoding, len(file.sheets), file.text) == (None, None, 1, None)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<v>1280</v>", "1280"),
        ("<v>-0.5</v>", "-0.5"),
        ("<v>39.990000000000002</v>", "39.99"),
        ("<v>1E-3</v>", "0.001"),
        ("<v>12345678901234567890</v>", "12345678901234567890"),
        ("<v>-1234567890123456789</v>", "-1234567890123456789"),
        ('s="1"><v>45352</v>', "2024-03-01"),
        ('s="2"><v>45352.4236111111</v>', "2024-03-01T10:10:00"),
        ('s="3"><v>1.5</v>', "36:00:00"),
        ('s="4"><v>0.5</v>', "12:00:00"),
        ('t="d"><v>2024-03-01T10:00:00</v>', "2024-03-01T10:00:00"),
        ('t="b"><v>1</v>', "TRUE"),
        ('t="e"><v>#N/A</v>', "#N/A"),
        ('t="e"><f>A1/0</f><v>#DIV/0!</v>', "#DIV/0!"),
        ('t="str"><f>"="&amp;"SUM(A1)"</f><v>=SUM(A1)</v>', "=SUM(A1)"),
        ('t="inlineStr"><is><t>00123</t></is>', "00123"),
        ('t="inlineStr"><is><t>03/04/05</t></is>', "03/04/05"),
        ('t="s"><v>0</v>', "東京"),
        ('t="s"><v>1</v>', "a b"),
    ],
)
def test_a_cell_is_text_as_it_is_stored(cell: str, text: str) -> None:
    """Text is never made a number or a date; a number keeps its digits, a date becomes ISO text without a zone."""
    strings = '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si>'
    strings += '<si><r><t xml:space="preserve">a </t></r><r><t>b</t></r></si>'
    cell = cell if cell.startswith(("s=", "t=")) else f">{cell}"
    space = "" if cell.startswith(">") else " "
    found = only(
        workbooks.xlsx(workbooks.row(1, "x", "y"), f'<row r="2"><c r="B2"{space}{cell}</c></row>', strings=strings),
        "x.xlsx",
    )
    assert found.rows == [("", text)]


@examples(60)
@given(rows=st.lists(st.lists(XML_TEXT, min_size=3, max_size=3), max_size=8))
def test_any_text_comes_back_from_a_workbook(rows: list[list[str]]) -> None:
    """Whatever text XML can hold comes back, with the number of its row; rows without any text are left out."""
    made = [workbooks.row(number, *cells) for number, cells in enumerate(rows, 2)]
    found = only(workbooks.xlsx(workbooks.row(1, "a", "b", "c"), *made), "x.xlsx")
    kept = [(number, tuple(cells)) for number, cells in enumerate(rows, 2) if any(cells)]
    assert found.rows == [cells for _, cells in kept]
    assert found.lines == [number for number, _ in kept]


def test_sheets_blank_rows_and_names() -> None:
    """Every sheet that holds something is a table; a table may begin anywhere; a repeated name gets a number."""
    made = workbooks.parts(
        workbooks.row(4, "", "", "x", "x", "y"), workbooks.row(7, "", "", "1", "2"), names=("空", "注文 <2>")
    )
    [file] = read(workbooks.archive(made), "x.xlsx")
    [found] = file.sheets
    assert (found.head.sheet, found.head.header) == ("注文 <2>", ("x", "x", "y"))
    assert (found.names, found.rows, found.lines) == (["x", "x#2", "y"], [("1", "2", "")], [7])
    error = '<row r="9"><c r="B9" t="e"><v>#N/A</v></c></row>'
    found = only(workbooks.xlsx(workbooks.row(4, "", "", "x"), error), "x.xlsx")
    assert (found.head.header, found.rows, found.lines) == (("", "x"), [("#N/A", "")], [9])


def test_only_the_columns_and_lines_asked_for() -> None:
    """An importer gets the columns that it uses, and evidence the rows that are cited."""
    rows = [workbooks.row(number, f"o{number}", "1") for number in range(2, 30)]
    [file] = read(workbooks.xlsx(HEAD, *rows), "x.xlsx", columns=["合計", "nothing"])
    assert (file.sheets[0].names, len(file.sheets[0].rows)) == (["合計"], 28)


def test_an_empty_workbook_and_a_lonely_header() -> None:
    """No row is a refusal; a header alone is a table without records, which is a problem."""
    assert refused(workbooks.xlsx()) == "empty"
    found = only(workbooks.xlsx(HEAD), "x.xlsx")
    assert (found.rows, [problem.code for problem in found.problems]) == ([], ["no-records"])


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        ("sharedStrings", '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'),
        ("sharedStrings", f'<!DOCTYPE s [<!ENTITY a "{"x" * 5000}">]><sst><si><t>{"&a;" * 5000}</t></si></sst>'),
        ("sheet1", '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet><sheetData/></worksheet>'),
        ("workbook", '<!doctype s [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]><workbook/>'),
        ("styles", " " * 3_000_000 + "<!DOCTYPE s><styleSheet/>"),
        ("styles", '<?xml version="1.0"?><!DOCTYPE s><styleSheet/>'.encode("utf-16")),
    ],
)
def test_no_part_may_declare_a_document_type(part: str, xml: str | bytes) -> None:
    """Entities, from this file or from elsewhere, are refused in every part and encoding before anything is parsed."""
    if part == "styles" and isinstance(xml, str):
        xml = "<a>" + xml
    assert refused(workbooks.xlsx(HEAD, ORDER, strings="", **{part: xml})) == "dtd"


def corner(cell: str) -> str:
    return f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row>'


@pytest.mark.parametrize(
    "data",
    [
        workbooks.xlsx(corner('<c r="XFD1048576"><v>1</v></c>')),
        workbooks.xlsx(corner("<c s='0' r = 'XFD1048576'><v>1</v></c>")),
        workbooks.xlsx(corner("""<c x=" r='A1'" y=">" r="XFD1048576"><v>1</v></c>""")),
        workbooks.xlsx(corner("<c><v>1</v></c>" * 9)),
        workbooks.xlsx('<row r="1"><c r="XFD1"><v>1</v></c></row><row r="900"><c r="A900"><v>1</v></c></row>'),
        workbooks.xlsx(
            sheet1=f'<x:worksheet xmlns:x="{workbooks.MAIN}"><x:sheetData>'
            '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>'
            "</x:sheetData></x:worksheet>"
        ),
        workbooks.ods(workbooks.ods_row(workbooks.ods_text("a", ' table:number-columns-repeated="9999"')) * 600),
        workbooks.ods(
            workbooks.ods_row(
                workbooks.ods_text("a"), workbooks.ods_text("b"), attributes=' table:number-rows-repeated="4000000"'
            )
        ),
        workbooks.ods(
            workbooks.ods_row('<table:table-cell table:number-columns-repeated="16383"/>', workbooks.ods_text("a")),
            workbooks.ods_row("<table:table-cell/>", attributes=' table:number-rows-repeated="1048574"'),
            workbooks.ods_row(workbooks.ods_text("a")),
        ),
    ],
)
def test_a_far_cell_is_refused_before_it_is_reserved(data: bytes) -> None:
    """A few cells that make a reader reserve billions are found in the text of the sheet, however they are written."""
    assert refused(data) == "too-many-cells"


def test_far_places_without_content_do_no_harm() -> None:
    """A lying dimension and formats on empty cells, which real sheets have down to the last row, are accepted."""
    far = '<row r="1048576"><c r="XFD1048576" s="1"/></row>'
    made = workbooks.parts(HEAD, ORDER, far)
    sheet = str(made["xl/worksheets/sheet1.xml"])
    made["xl/worksheets/sheet1.xml"] = sheet.replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert len(only(workbooks.archive(made), "x.xlsx").rows) == 1


def test_cells_without_their_place() -> None:
    """Cells that do not name their place follow each other, as the standard has it."""
    rows = "<row><c t='str'><v>a</v></c><c t='str'><v>b</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>"
    assert only(workbooks.xlsx(rows), "x.xlsx").rows == [("1", "2")]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="ZZZZZZZ99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r=A1><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v>',
        '<row r="1"><c r="A1" t="str"><v>&what;</v></c></row>',
    ],
)
def test_a_damaged_sheet_is_refused(rows: str) -> None:
    """Places outside any sheet, missing texts and broken XML are damage, never a crash."""
    assert refused(workbooks.xlsx(rows)) == "corrupt"


def test_protected_and_other_office_files() -> None:
    """Old and protected files, documents that are no workbooks, and encrypted parts each have their own reason."""
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "encrypted-or-legacy"
    assert (
        refused(workbooks.archive({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), "x.docx")
        == "unsupported-type"
    )
    made = bytearray(workbooks.xlsx(HEAD))
    for at in range(len(made)):  # The flag of every entry in the directory says that it is encrypted.
        if made[at : at + 4] == b"PK\x01\x02":
            made[at + 8] |= 1
    assert refused(bytes(made)) == "encrypted"


def test_a_part_that_grows_too_large() -> None:
    """A part that inflates a thousandfold, or beyond its limit, is refused by its real bytes."""
    data = workbooks.xlsx(HEAD, workbooks.row(2, " " * 20_000_000))
    assert refused(data) == "expanded-size"
    noise = random.Random(1).randbytes(9000).hex()
    [file] = read(workbooks.xlsx(HEAD, workbooks.row(2, noise)), "x.xlsx", replace(Limits(), part=10_000))
    assert file.refused == "expanded-size"
    [file] = read(workbooks.xlsx(HEAD, ORDER), "x.xlsx", replace(Limits(), document=1000))
    assert file.refused == "too-large"
    [file] = read(workbooks.xlsx(workbooks.row(1, "a", "b", "c")), "x.xlsx", replace(Limits(), columns=2))
    assert file.refused == "too-many-columns"


def test_an_opendocument_workbook() -> None:
    """Repeated rows and cells are spread out, values are exact, and the empty rest of the sheet is nothing."""
    kinds = [
        ('office:value-type="float" office:value="1280"', "1,280"),
        ('office:value-type="currency" office:currency="JPY" office:value="-1280.5"', "￥1,281"),
        ('office:value-type="date" office:date-value="2024-03-01"', "24/3/1"),
        ('office:value-type="date" office:date-value="2024-03-01T10:20:30"', "x"),
        ('office:value-type="boolean" office:boolean-value="true"', "TRUE"),
    ]
    values = [f"<table:table-cell {stated}><text:p>{shown}</text:p></table:table-cell>" for stated, shown in kinds]
    rest = '<table:table-cell table:number-columns-repeated="16379"/>'
    data = workbooks.ods(
        workbooks.ods_row(*[workbooks.ods_text(name) for name in "abcde"], rest),
        workbooks.ods_row(*values),
        workbooks.ods_row(rest, attributes=' table:number-rows-repeated="2"'),
        workbooks.ods_row(
            workbooks.ods_text("東京", ' table:number-columns-repeated="2"'),
            attributes=' table:number-rows-repeated="2"',
        ),
        workbooks.ods_row(rest, attributes=' table:number-rows-repeated="1048570"'),
    )
    found = only(data, "orders.ods")
    assert (found.head.kind, found.head.sheet) == ("xlsx", "注文")
    assert found.rows == [
        ("1280", "-1280.5", "2024-03-01", "2024-03-01T10:20:30", "TRUE"),
        ("東京", "東京", "", "", ""),
        ("東京", "東京", "", "", ""),
    ]
    assert found.lines == [2, 5, 6]
    assert refused(workbooks.ods(before="<!DOCTYPE x>"), "x.ods") == "dtd"
    assert refused(workbooks.ods('<table:table-row><table:table-cell table:number-columns-repeated="x">')) == "corrupt"


def test_a_workbook_in_an_archive_with_a_japanese_name() -> None:
    """A workbook is no nested archive; its name in CP932 is shown as it is written in Japan."""
    made = workbooks.archive({"xxxxxxxx.xlsx": workbooks.xlsx(HEAD, ORDER), "b.csv": "a,b\n1,2\n"}, zipfile.ZIP_STORED)
    files = read(made.replace(b"xxxxxxxx", "注文履歴".encode("cp932")), "all.zip")
    assert [(file.path, file.refused, len(file.sheets)) for file in files] == [
        ("all.zip!/注文履歴.xlsx", None, 1),
        ("all.zip!/b.csv", None, 1),
    ]


def test_in_the_confined_child() -> None:
    """The library works without rights, and after a hostile workbook the next file is read."""
    files = {
        "bad.xlsx": workbooks.xlsx(corner('<c r="XFD1048576"><v>1</v></c>')),
        "good.xlsx": workbooks.xlsx(HEAD, ORDER),
    }

    def source(name: str) -> Input:
        def opened() -> int:
            fd = os.memfd_create(name)
            os.write(fd, files[name])
            return fd

        return Input(name, opened)

    bad, good = [one.files[0] for one in intake.read([source(name) for name in files])]
    assert ([problem.code for problem in bad.problems], bad.rows) == (["too-many-cells"], None)
    assert ([problem.code for problem in good.problems], good.rows) == (["not-recognised"], 1)
