"""Statements in MT940, CAMT and QIF: whatever a bank writes in any dialect is read back exactly."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importers.mt940._words import words
from tests import examples
from tests.importers.reading import read

DECIMALS = {"EUR": 2, "CHF": 2, "PLN": 2, "JPY": 0, "KWD": 3}


class Row(NamedTuple):
    """One payment, positive where money went out, with the words of its party and its purpose."""

    day: date
    minor: int
    party: str
    purpose: str
    pending: bool
    back: bool  # a reversal


WORDS = st.text("ABCDEFGHIJ klmnopöß.&", min_size=1, max_size=30).map(lambda text: f"X{text}".strip())
ROWS = st.lists(
    st.builds(
        Row,
        st.dates(date(1999, 1, 1), date(2079, 12, 31)),
        st.integers(-(10**11), 10**11).filter(bool),
        WORDS,
        WORDS,
        st.booleans(),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)
CURRENCY = st.sampled_from(sorted(DECIMALS))


def events(text: bytes, name: str = "statement") -> tuple[list[dict[str, Any]], list[str]]:
    """The payments of a file, and the codes of its problems."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text)
        result = read(path)
    return result["events"].get("payments", []), [problem["code"] for problem in result["problems"]]


def number(minor: int, currency: str, mark: str) -> str:
    """An amount without its sign."""
    places = DECIMALS[currency]
    digits = f"{abs(minor):0{places + 1}d}"
    return f"{digits[:-places]}{mark}{digits[-places:]}" if places else digits


def facts(row: Row, currency: str, status: str | None) -> dict[str, Any]:
    return {
        "at": f"{row.day}T00:00:00Z", "amount_minor": row.minor, "currency": currency, "status": status,
    }  # fmt: skip


def seen(payments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: row.get(key) for key in ("at", "amount_minor", "currency", "status")} for row in payments]


GERMAN = "166?00TEXT?10999?20EREF+R1?21SVWZ+{purpose}?30EXMPDEXX?31DE00?32{party}"
DUTCH = "/TRTP/SEPA/IBAN/NL00/BIC/EXMPNL2A/NAME/{party}/REMI/{purpose}/EREF/NOTPROVIDED"
POLISH = "911 PRZELEW; Z RACH.: 11; OD: {party}; TYT.: {purpose}; TNR: 1"
FREE = "{party}"
WRAPPED = (
    ("", "-"),
    ("{{1:F01EXMPNL2AXXXX0000000000}}{{2:I940EXMPNL2AXXXXN}}{{4:\n", "-}}"),
    ("EXMPNL2A\n940\nEXMPNL2A\n", "-"),
    ("0000 01EXMPNL2AXXXX00001\n940 00\n", ""),
    (":940:\n", "-"),
)


@examples(100)
@given(ROWS, CURRENCY, st.sampled_from([GERMAN, DUTCH, POLISH, FREE]), st.sampled_from(WRAPPED), st.data())
def test_mt940_of_any_dialect_is_read_back(
    rows: list[Row], currency: str, form: str, wrapped: tuple[str, str], data: st.DataObject
) -> None:
    """Days, amounts, directions, reversals, parties; and a row that is missing is noticed by the balances."""
    end, letter = (data.draw(st.sampled_from(choices)) for choices in (("\n", "\r\n"), ("", currency[2])))
    width, zeros = (data.draw(st.sampled_from(choices)) for choices in ((20, 65, 1000), (0, 15)))
    dated = data.draw(st.booleans())
    first, last = (f"{rows[0].day:%y%m%d}{currency}", f"{rows[-1].day:%y%m%d}{currency}")
    total = -sum(row.minor for row in rows)

    def written(some: list[Row]) -> bytes:
        lines = [wrapped[0].format(), ":20:REF", ":25:DE00EXMP00000001", ":28C:1/1", f":60F:C{first}0,"]
        for row in some:
            mark = {(False, False): "C", (True, False): "D", (True, True): "RC", (False, True): "RD"}
            size = number(row.minor, currency, ",")
            size = (size if "," in size else f"{size},").zfill(zeros)
            booked = f"{row.day:%m%d}" if dated else ""
            sign = mark[row.minor > 0, row.back]
            lines.append(f":61:{row.day:%y%m%d}{booked}{sign}{letter}{size}NMSCNONREF//B1")
            text = ":86:" + form.format(party=row.party, purpose=row.purpose)
            lines += [text[start : start + width] for start in range(0, len(text), width)]
        lines += [f":62F:{'D' if total < 0 else 'C'}{last}{number(total, currency, ',')}", wrapped[1].format()]
        return end.join(filter(None, "\n".join(lines).split("\n"))).encode() + end.encode()

    payments, codes = events(written(rows))
    assert seen(payments) == [facts(row, currency, "completed") for row in rows]
    assert {row["method"] for row in payments} == {"*0001"}
    assert "unbalanced" not in codes
    if form != FREE and width > 20:
        assert [row["merchant"] for row in payments] == [" ".join(row.party.split()) for row in rows]
    if len(rows) > 1:
        assert "unbalanced" in events(written(rows[1:]))[1]


@examples(100)
@given(ROWS, CURRENCY, st.data())
def test_camt_of_any_version_is_read_back(rows: list[Row], currency: str, data: st.DataObject) -> None:
    """Days, amounts, directions, states and parties, with and without prefix, in one line or many."""
    kind, version, prefix, gap, codec = (
        data.draw(st.sampled_from(choices))
        for choices in (("052", "053"), ("02", "04", "08"), ("", "ns2:"), ("", "\n  "), ("utf-8", "utf-16", "latin-1"))
    )
    message, account = {"052": ("BkToCstmrAcctRpt", "Rpt"), "053": ("BkToCstmrStmt", "Stmt")}[kind]
    namespace = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version}"
    total = -sum(row.minor for row in rows if not row.pending)

    def name(party: str) -> str:
        inner = f"<Nm>{escape(party)}</Nm>"
        return f"<Pty>{inner}</Pty>" if version == "08" else inner

    def balance(code: str, minor: int) -> str:
        sign = "DBIT" if minor < 0 else "CRDT"
        amount = f'<Amt Ccy="{currency}">{number(minor, currency, ".")}</Amt><CdtDbtInd>{sign}</CdtDbtInd>'
        return f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{amount}</Bal>"

    def entry(row: Row) -> str:
        state = "PDNG" if row.pending else "BOOK"
        status = f"<Cd>{state}</Cd>" if version == "08" else state
        sides = ("Cdtr", "Dbtr") if (row.minor > 0) != row.back else ("Dbtr", "Cdtr")
        people = f"<{sides[0]}>{name(row.party)}</{sides[0]}><{sides[1]}>{name('Owner')}</{sides[1]}>"
        return (
            f'<Ntry><Amt Ccy="{currency}">{number(row.minor, currency, ".")}</Amt>'
            f"<CdtDbtInd>{'DBIT' if row.minor > 0 else 'CRDT'}</CdtDbtInd><RvslInd>{str(row.back).lower()}</RvslInd>"
            f"<Sts>{status}</Sts><BookgDt><Dt>{row.day}</Dt></BookgDt>"
            f"<NtryDtls><TxDtls><RltdPties>{people}</RltdPties></TxDtls></NtryDtls></Ntry>"
        )

    def written(some: list[Row]) -> bytes:
        inner = "".join([balance("PRCD", 0), balance("CLBD", total), *map(entry, some)])
        body = (
            f'<Document xmlns="{namespace}"><{message}><{account}><Id>1</Id>'
            f"<Acct><Id><IBAN>DE00000001</IBAN></Id></Acct>{inner}</{account}></{message}></Document>"
        )
        body = body.replace("><", f">{gap}<").replace("<Document xmlns=", "<Document xmlns=")
        if prefix:
            body = body.replace("</", "<\0").replace("<", f"<{prefix}").replace(f"<{prefix}\0", f"</{prefix}")
            body = body.replace(" xmlns=", f" xmlns:{prefix[:-1]}=")
        return f'<?xml version="1.0" encoding="{codec}"?>{body}'.encode(codec)

    payments, codes = events(written(rows))
    status = {True: "pending", False: "completed"}
    assert seen(payments) == [facts(row, currency, status[row.pending]) for row in rows]
    assert [row["merchant"] for row in payments] == [" ".join(row.party.split()) for row in rows]
    assert "unbalanced" not in codes
    if not rows[0].pending and len(rows) > 1:
        assert "unbalanced" in events(written(rows[1:]))[1]


FIRST, WITHIN = date(2001, 1, 1), timedelta(days=14_000)  # in which two digits can only be a year of this century
NOTATIONS = ("%d/%m/%Y", "%m/%d/%Y", "%m/%d'%y", "%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d.%m.%y")


@examples(100)
@given(ROWS, st.sampled_from(NOTATIONS), st.sampled_from([(",", "."), (".", ","), ("", ".")]), st.data())
def test_qif_of_any_program_is_read_back(
    rows: list[Row], notation: str, marks: tuple[str, str], data: st.DataObject
) -> None:
    """Days and amounts in any notation; nothing says the currency, and the person is asked for it."""
    end, closed = data.draw(st.sampled_from(("\n", "\r\n"))), data.draw(st.booleans())
    rows = [row._replace(day=FIRST + (row.day - FIRST) % WITHIN) for row in rows]
    rows = [*rows, rows[0]._replace(day=date(2039, 12, 31))]  # one day above 12 settles the order of day and month
    lines = ["!Type:Bank"]
    for row in rows:
        amount = f"{-row.minor / 100:,.2f}".translate({ord(","): marks[0], ord("."): marks[1]})
        lines += [f"D{row.day.strftime(notation)}", f"T{amount}", f"P{row.party}", f"M{row.purpose}", "^"]
    payments, codes = events(end.join(lines if closed else lines[:-1]).encode())
    assert seen(payments) == [facts(row, "XXX", None) for row in rows]
    assert [row["merchant"] for row in payments] == [row.party for row in rows]
    assert "no-currency" in codes


@pytest.mark.parametrize(
    ("text", "party", "purpose"),
    [
        ("020?00KARTE?20Teil eins in 27 Zeichen abc?21defgh?32Laden", "Laden", "Teil eins in 27 Zeichen abcdefgh"),
        ("166?00GUTSCHRIFT?20SVWZ+Gehalt?21ABWA+Werk", "Werk", "Gehalt"),
        ("105?00ENTGELT", "ENTGELT", None),
        ("/EREF/1//CNTP/NL00/EXMPNL2A/A B C///REMI/USTD//Fact 1/", "A B C", "Fact 1"),
        ("/REMI/USTD//Alleen tekst/", "Alleen tekst", None),
        ("BEA 01.01.26/10.15 SHOP", "BEA 01.01.26/10.15 SHOP", None),
        (None, None, None),
    ],
)
def test_words_of_entries(text: str | None, party: str | None, purpose: str | None) -> None:
    """The fields of each country; what has none is the party as a whole."""
    assert words(text) == (party, purpose)
