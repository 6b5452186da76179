"""The layout that the balances of a table prove, where its header and its values leave no doubt about anything else."""

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import structs

from app.importers.cell_kinds import is_record
from app.importers.layouts.layout import Layout
from app.importers.layouts.propose import propose
from app.importers.mapping import CURRENCIES
from app.importers.shared.cells.columns import fold
from app.importers.shared.cells.money import NO_CURRENCY

_LEAST_NAMES = 3  # of a header
# How a balance is called, as ``fold`` writes it.
_BALANCE = re.compile(
    r"balance|sald[oi]|solde|kontostand|guthaben|z[uů]stat[oe]k|egyenleg|sold(?:cont|final|ron)?$|bakiye|остат[оъ]к|"
    r"залишок|баланс|салдо|stanje|jääk|atlikums|likutis|υπόλοιπο|余额|餘額|结余|結餘|残高|잔액|잔고|ยอดคงเหลือ|sốdư|יתרה|رصيد"
)
# What a balance may be of, if it is no money, and lists of a plan to pay off a loan.
_OF_SOMETHING_ELSE = re.compile(
    r"point|punkt|puntos|mile|meile|\bkm\b|kilomet|hour|heure|stunde|days|share|unit|quantity|qty|interest|principal|"
    r"zinsanteil|tilgung|ポイント|マイル|利息|元金|元本"
)
_NAMED_CURRENCY = re.compile(
    r"(?:currency|devise|divisa|moneda|moeda|valut[ae]|währung|waluta|měna|mena|pénznem|deviza|валюта|币种|幣別)"
    r"\W{0,4}([A-Z]{3})\b",
    re.IGNORECASE,
)
_WITH_AMOUNT = re.compile(r"\d[.,]\d\d ?([A-Z]{3})\b|\b([A-Z]{3}) ?\d[\d.,]*[.,]\d\d\b")
_CENTS = re.compile(r"[.,]\d{1,2}\D*$")
_ONE_GROUP = re.compile(r"^\D*[1-9]\d{0,2}[.,]\d{3}\D*$")  # a thousand, or one with three decimals
_FINE = re.compile(r"[.,]\d{4,}\D*$")


def balance_places(row: Sequence[str]) -> list[int]:
    """The places of the names of balances in a row that may be the header of a list of movements."""
    names = [name.strip() for name in row]
    if sum(map(bool, names)) < _LEAST_NAMES or is_record(row) or any(re.search(r"\d\d", name) for name in names):
        return []
    if any(_OF_SOMETHING_ELSE.search(fold(name)) for name in names):
        return []
    return [place for place, name in enumerate(names) if _BALANCE.search(fold(name))]


def proven_layout(header: Sequence[str], rows: Sequence[Sequence[str]], over: Iterable[Sequence[str]]) -> Layout | None:
    """The layout of a table whose every amount is proven by a balance; None where nothing is proven, or where a day or
    a decimal mark could be read in two ways. ``over`` are the rows above the header, which may name the currency."""
    records = [row for row in rows if is_record(row)]
    proposal = propose(header, records, "other_bank.statement", "", balance_places(header))
    layout = proposal.layout
    if layout is None or not proposal.proven or "order" in proposal.open or layout.cells:
        return None
    if _is_doubtful(_amounts(layout, header, records)):
        return None
    if "currency" in proposal.open:
        layout = structs.replace(layout, currency=_stated_currency(over) or NO_CURRENCY)
    return structs.replace(layout, grade="C")


def _amounts(layout: Layout, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The filled cells of the columns with amounts and balances."""
    names = {layout.columns[key] for key in ("amount", "out", "in", "balance", "before") if key in layout.columns}
    places = [place for place, name in enumerate(header) if name in names]
    return (row[place].strip() for row in rows for place in places if place < len(row) and row[place].strip())


def _is_doubtful(cells: Iterator[str]) -> bool:
    """Whether nothing decides if a mark parts thousands or decimals, or there are more decimals than money has."""
    every = list(cells)
    if any(map(_FINE.search, every)):
        return True
    return any(map(_ONE_GROUP.search, every)) and not any(map(_CENTS.search, every))


def _stated_currency(over: Iterable[Sequence[str]]) -> str:
    """The only currency that the rows above a header name."""
    codes = set[str]()
    for row in over:
        text = " ".join(cell.strip() for cell in row)
        codes |= {match[1].upper() for match in _NAMED_CURRENCY.finditer(text)}
        codes |= {match[1] or match[2] for match in _WITH_AMOUNT.finditer(text)}
        codes |= {cell.strip() for cell in row if re.fullmatch("[A-Z]{3}", cell.strip())}
    known = codes & set(CURRENCIES)
    return known.pop() if len(known) == 1 else ""
