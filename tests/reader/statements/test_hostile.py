"""Statements for programs that are damaged, cut off or hostile: a reason, or what can be read with a problem."""

import time

import pytest

from app.reader import Limits
from tests.reader.reading import File, only, read

CAMT = (
    '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
    '<Ntry><Amt Ccy="EUR">1.00</Amt></Ntry><Ntry><Amt Ccy="EUR">2.00</Amt></Ntry></Stmt></BkToCstmrStmt></Document>'
)
MT940 = ":20:A\r\n:25:1/2\r\n:60F:C260502EUR5,00\r\n:61:260502D1,00NMSC\r\n:86:a\r\n:62F:C260502EUR4,00\r\n"
QIF = "!Type:Bank\nD2026-05-03\nT-1.00\n^\nD2026-05-04\nT-2.00\n^\n"


def file(text: str, limits: Limits | None = None) -> File:
    [result] = read(text.encode(), "statement.dat", limits)
    return result


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE Document [<!ENTITY a "b">]>',
        '<!DOCTYPE Document SYSTEM "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_declarations_are_refused(declared: str) -> None:
    """No statement has one; entities are neither expanded nor fetched."""
    assert file(CAMT.replace("<Document", f"{declared}<Document", 1)).refused == "dtd"


def test_an_entity_without_declaration_is_damage() -> None:
    """What stands in front of it is read."""
    cut = only(CAMT.replace("2.00", "&a;").encode(), "x")
    assert (len(cut.rows), [problem.code for problem in cut.problems]) == (1, ["cut-off"])


@pytest.mark.parametrize(
    ("text", "rows", "codes"),
    [
        (CAMT[: CAMT.index("</Stmt>")], 2, ["cut-off"]),
        (CAMT[: CAMT.index("</Ntry>") + 20], 1, ["cut-off"]),
        (MT940[: MT940.index(":62F:")], 1, ["cut-off"]),
        (QIF[: QIF.index("T-2")], 2, ["cut-off"]),
    ],
)
def test_what_is_cut_off_is_read_and_reported(text: str, rows: int, codes: list[str]) -> None:
    """The records up to the end count, and a problem says that more may be missing."""
    result = only(text.encode(), "x")
    assert (len(result.rows), [problem.code for problem in result.problems]) == (rows, codes)


def test_what_holds_nothing_is_no_table_of_rows() -> None:
    """Damage in the first entry refuses the file; a statement without entries is whole."""
    assert file(CAMT[: CAMT.index("</Amt>")]).refused == "corrupt"
    assert file("!Type:Cat\nNFood\nE\n^\n").refused == "no-records"
    assert file("!Type:Invst\nD2026-05-03\nNBuy\n^\n").refused == "no-records"
    whole = CAMT[: CAMT.index("<Ntry>")] + CAMT[CAMT.index("</Stmt>") :]
    assert [sheet.rows for sheet in file(whole).sheets] == [[]]
    assert [sheet.rows for sheet in file(":20:A\n:25:1\n:60F:C260502EUR1,\n:62F:C260502EUR1,\n").sheets] == [[]]


@pytest.mark.parametrize(
    "text",
    [
        CAMT.replace("<Stmt>", "<Stmt>" + "<a>" * 200_000),
        MT940 + ":61:" + "9" * 2_000_000,
        MT940 + ":86:" + "?20" * 700_000,
        MT940 + ":\n" * 700_000,
        MT940 + "{1:" * 700_000,
        MT940 + "{1:{" * 500_000 + "}",
        "!Type:Bank\n" + "^\n" * 700_000,
        "!Type:Bank\n" + "D" * 2_000_000,
        "!Type:Bank\n" + "A\n" * 700_000,
    ],
)
def test_long_nonsense_takes_little_time(text: str) -> None:
    """Two million characters that fit no rule are through in seconds of the processor, whatever they repeat."""
    start = time.process_time()
    file(text)
    assert time.process_time() - start < 8


def test_limits_hold() -> None:
    """Too many cells refuse the file."""
    few = Limits(cells=100)
    for text in (CAMT, MT940, QIF):
        assert file(text, few).refused is None
    entries = CAMT.replace("</Stmt>", '<Ntry><Amt Ccy="EUR">1.00</Amt></Ntry>' * 90 + "</Stmt>")
    for text in (entries, MT940 * 20, QIF + "D2026-05-03\nT1\n^\n" * 90):
        assert file(text, few).refused == "too-many-cells"
