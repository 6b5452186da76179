"""What the rows of a statement moved, from one column, two columns, or a column and its direction."""

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault, with_text
from app.importers.shared.cells.money import minor_units
from app.importers.shared.statements.meanings import directed, meaning_of
from app.importers.shared.statements.statement import amount

if TYPE_CHECKING:
    from app.importers.shared.statements.rows import Rules

_ONE_GROUP = r"^\D*[1-9]\d{0,2}(?:\.\d{3})+\D*$"  # `1.850`, which is a thousand where the decimal mark is a comma
_MINUS = r"^\D*[-−△▲(]|[-−]\D*$"
_SIGNS = r"[-−△▲()+]"


class Paid(NamedTuple):
    """What went out of every row (negative: what came in), null where that is unknown; and the cells in doubt."""

    amount: pl.Series
    faults: list[Fault]


def paid_amounts(table: Cells, keep: pl.Series, currency: pl.Series, rules: "Rules") -> Paid:
    """What the rows ``keep`` moved."""
    table, odd = _plain(table, rules)
    paid, faults = _money(table, keep, currency, rules)
    faults += [Fault("contrary-sign", key, keep & where) for key, where in odd.items()]
    for where in odd.values():
        paid = paid.set(where, None)
    if "direction" in table.names and len(rules.sides) < 2:
        moved, unclear = directed(table, keep, paid, rules.meanings, rules.signed)
        return _less_fees(table, keep, currency, Paid(moved, faults + unclear), rules)
    paid = -paid if rules.sign == "in" and len(rules.sides) < 2 else paid
    if rules.corrections:
        back = (table["correction"].is_in(rules.corrections) & (paid > 0)).fill_null(False)
        paid = paid.zip_with(~back, -paid)
    return _less_fees(table, keep, currency, Paid(paid, faults), rules)


def _plain(table: Cells, rules: "Rules") -> tuple[Cells, dict[str, pl.Series]]:
    """The cells of amounts in plain notation; of sides whose sign says nothing or is always the same, without it. And
    the cells whose sign contradicts what holds for their side."""
    texts, odd = {}, dict[str, pl.Series]()
    fees = [key for key in table.text.columns if key.startswith("fee")]
    for key in (*rules.sides, *fees):
        text = plain_thousands(table[key], rules.decimal)
        manner = rules.minus.get(key)
        if manner:
            minus = text.str.contains(_MINUS).fill_null(False)
            zero = ~text.str.contains(r"[1-9]").fill_null(True)
            against = minus if manner == "never" else ~minus & text.is_not_null()
            if manner != "either":
                odd[key] = against & ~zero
            text = text.str.replace_all(_SIGNS, "")
        texts[key] = text
    return with_text(table, **texts), odd


def plain_thousands(text: pl.Series, decimal: str) -> pl.Series:
    """The amounts without the point of a lone group of thousands, where ``decimal`` says that the mark is a comma."""
    if decimal != "comma":
        return text
    whole = pl.when(pl.col("text").str.contains(_ONE_GROUP)).then(pl.col("text").str.replace_all(".", "", literal=True))
    return text.alias("text").to_frame().select(whole.otherwise("text")).to_series()


def _money(table: Cells, keep: pl.Series, currency: pl.Series, rules: "Rules") -> tuple[pl.Series, list[Fault]]:
    """The amount of these columns, with one fault for a row without a currency."""
    sides = rules.sides
    table, sides = _chosen_side(table, rules) if len(sides) > 1 and "direction" in table.names else (table, sides)
    paid, faults = amount(table, keep, currency, *sides, point=rules.decimal == "point")
    known = currency.is_not_null()
    faults = [fault._replace(where=fault.where & known) if fault.code == "bad-amount" else fault for fault in faults]
    stated = table.text.select(pl.any_horizontal(pl.col(key).is_not_null() for key in sides)).to_series()
    word = table["currency"].is_not_null()
    return paid, [
        *faults,
        Fault("bad-currency", "currency", keep & ~known & word),
        Fault("no-currency", sides[0], keep & ~known & ~word & stated),
    ]


def _chosen_side(table: Cells, rules: "Rules") -> tuple[Cells, tuple[str, ...]]:
    """The cells with the amounts of one side alone, where a column says which of both moved."""
    meaning = meaning_of(table, "direction", rules.meanings)
    out, in_ = rules.sides
    sides = {
        key: table[key].to_frame("cell").select(pl.when(meaning == side).then("cell")).to_series()
        for key, side in ((out, "out"), (in_, "in"))
    }
    return with_text(table, **sides), rules.sides


def _less_fees(table: Cells, keep: pl.Series, currency: pl.Series, paid: Paid, rules: "Rules") -> Paid:
    """The amounts with the fees that went out beside them."""
    amounts, faults = paid.amount, paid.faults
    for key in (key for key in table.text.columns if key.startswith("fee")):
        fee = minor_units(table[key], currency, point=rules.decimal == "point")
        bad = table[key].is_not_null() & fee.is_null() & currency.is_not_null()
        if "direction" in table.names:  # of what came in, the other side has paid it
            fee = fee.set((amounts < 0).fill_null(False), 0)
        amounts = (amounts + fee.fill_null(0)).set(bad, None)
        faults = [*faults, Fault("bad-amount", key, keep & bad)]
    return Paid(amounts, faults)
