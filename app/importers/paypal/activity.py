"""PayPal's `Activity Download`, a CSV file with columns that the person chooses, in English, Japanese, German, Italian,
Spanish or French."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.paypal._pairs import pairs
from app.importers.paypal._times import times
from app.importers.paypal._types import instruments, meanings, statuses
from app.importers.shared.cells.columns import Cells, Fault, by_value, cells, fold, folded, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import doubles
from app.importers.shared.statements.statement import dated
from app.reader.table import Block, Head

title = N_("PayPal: activity")
get = (
    N_("Sign in to PayPal on a computer and open the page of your activity."),
    N_("Choose the download of the activity, all transactions and the longest period, as a CSV file."),
    N_("PayPal prepares the file. Download it when it is ready and hand it in as it is."),
)
takes = N_("PayPal prepares the file. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_(
    "This file shows no sign-ins and no devices. For a payment with a gift card it gives only the item's title."
)
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"payments.merchant": 1, "statements": 4}

# `合計` is the amount before the fee in older Japanese files, and the one after it where there is also `純売上高`.
NAMES = {
    "date": ("Date", "日付", "Datum", "Data", "Fecha"),
    "time": ("Time", "時間", "Uhrzeit", "Orario", "Ora", "Hora", "Heure"),
    "zone": ("TimeZone", "タイムゾーン", "Zeitzone", "Fuso orario", "Zona horaria", "Fuseau horaire"),
    "name": ("Name", "名前", "Nome", "Nombre", "Nom"),
    "kind": ("Type", "タイプ", "Typ", "Tipo", "Beschreibung", "Description", "Descrizione", "Descripción"),
    "status": ("Status", "ステータス", "Stato", "Estado", "État"),
    "currency": ("Currency", "通貨", "Währung", "Valuta", "Divisa", "Devise"),
    "gross": (
        *("Gross", "Amount", "純売上高", "合計", "Brutto", "Lordo", "Importo", "Bruto", "Importe"),
        *("Avant commission", "Brut"),
    ),
    "id": (
        *("Transaction ID", "取引ID", "Transaktionscode", "Codice transazione", "Id. de transacción"),
        *("Numéro de transaction", "N° de transaction", "Nº de transaction", "Code de transaction"),
    ),
    "reference": (
        *("Reference Txn ID", "リファレンス トランザクションID", "Zugehöriger Transaktionscode"),
        *("Codice transazione di riferimento", "Id. de referencia de trans.", "Id. de referencia de la transacción"),
        *("Numéro de la transaction de référence", "N° de la transaction de référence"),
        "Nº de la transaction de référence",
    ),
    "source": ("Payment Source", "Zahlungsquelle", "Source de paiement"),
    "item": (
        *("Item Title", "商品タイトル", "Artikelbezeichnung", "Titolo oggetto", "Nombre del artículo"),
        "Titre de l'objet",
    ),
    "impact": (
        *(
            "Balance Impact",
            "残高への影響",
            "Auswirkung auf Guthaben",
            "Impatto sul saldo",
            "Repercusiones en el saldo",
        ),
        "Impact sur le solde",
    ),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

# What the files of one language have besides a type and an amount.
_LANGUAGES = tuple(
    folded(names)
    for names in (
        ("Date", "Time", "TimeZone", "Name", "Currency"),
        ("日付", "時間", "タイムゾーン", "名前", "通貨"),
        ("Datum", "Uhrzeit", "Zeitzone", "Name", "Währung"),
        ("Data", "Fuso orario", "Nome", "Valuta"),
        ("Fecha", "Hora", "Zona horaria", "Nombre", "Divisa"),
        ("Date", "Heure", "Fuseau horaire", "Nom", "Devise"),
    )
)
_KIND, _GROSS = folded(NAMES["kind"]), folded(NAMES["gross"])


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, in one of six languages."""
    names = folded(head.header)
    known = any(names >= language for language in _LANGUAGES)
    return known and not names.isdisjoint(_KIND) and not names.isdisjoint(_GROSS)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a payment (negative: received), one ``refunds`` event where money came back, which names
    the payment it belongs to. Rows that only pass the same money on, convert it or hold it are left out; one problem
    gives their count."""
    table = cells(block, NAMES)
    at, doubt, time_problems = times(table, _seen(head), fold(table.names["zone"]))
    currency = by_value(table["currency"], currencies)
    gross = minor_units(table["gross"], currency)
    rows = table.text.with_columns(meanings(table["kind"], table["impact"]), gross=gross, currency=currency)
    passed = pairs(rows)
    used = ~all_empty(table)
    left = rows.select(pl.col("hold") | pl.col("item") | pl.col("conversion")).to_series() | passed["passed"]
    keep, refund = used & ~left, rows["refund"]
    common = at.with_columns(
        line=table.lines, shop=pl.lit("paypal.com"), currency=currency, status=statuses(table["status"])
    )
    common = common.with_columns(title=titles(table["item"]))
    payments = common.with_columns(
        order_id=table["id"],
        amount_minor=-gross,
        merchant=table["name"].fill_null(table["item"]),
        method=table["source"].fill_null(passed["through"]),
    )
    back = common.with_columns(
        order_id=table["reference"],
        amount_minor=gross.abs(),
        destination=instruments(passed["through"]),
        reason=table["kind"],
        role=pl.select(pl.when(gross < 0).then(pl.lit("seller")).otherwise(pl.lit("buyer"))).to_series(),
    )
    tables = {"payments": payments.filter(keep & ~refund), "refunds": back.filter(keep & refund)}
    faults = [*dated(table, keep & ~doubt, at), *_faults(table, keep, currency, gross)]
    return Events(tables, problems(table, faults) + time_problems + doubles(table, left & used))


def _seen(head: Head) -> pl.Series:
    """The dates of the first rows of the file; those of a later block may not show which number is the month."""
    names = [fold(name) for name in head.header]
    place = next(names.index(fold(name)) for name in NAMES["date"] if fold(name) in names)
    return pl.Series([row[place] for row in head.sample if len(row) > place], dtype=pl.String)


def _faults(table: Cells, keep: pl.Series, currency: pl.Series, gross: pl.Series) -> list[Fault]:
    known, stated = currency.is_not_null(), table["gross"].is_not_null()
    return [
        Fault("empty-row", "date", all_empty(table)),
        Fault("bad-currency", "currency", keep & table["currency"].is_not_null() & ~known),
        Fault("no-currency", "gross", keep & stated & table["currency"].is_null()),
        Fault("bad-amount", "gross", keep & known & stated & gross.is_null()),
        Fault("no-amount", "gross", keep & ~stated),
    ]
