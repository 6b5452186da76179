"""What the rows of PayPal's activity mean, by the words of their types, in the languages that were seen."""

import polars as pl

# Not money: nothing is paid until a payment follows, which has a row of its own.
_HOLDS = (
    "general authorization",
    "reauthorization",
    "void of authorization",
    "account hold for open authorization",
    "reversal of general account hold",
    "general hold",
    "general hold release",
    "payment hold",
    "payment release",
    "allgemeine autorisierung",
    "allgemeine einbehaltung",
    "freigabe allgemeiner einbehaltung",
    "einbehaltung für offene autorisierung",
    "rückbuchung allgemeiner einbehaltung",
    "autorizzazione generica",
    "annullamento autorizzazione",
    "blocco conto per autorizzazione aperta",
    "storno di blocco conto generico",
    "blocco saldo per revisione contestazione",
    "annullamento blocco per risoluzione contestazione",
    "autorización general",
    "desprovisto de autorización",
    "retención de cuenta para autorización abierta",
    "cancelación de retención de cuenta general",
    "autorisation",
    "autorisation standard",
    "suspension temporaire",
    "suspension de compte pour autorisation en cours",
    "suspension de compte pour virement de la chambre de compensation automatisée",
    "annulation de suspension de compte standard",
    "suspension de paiement",
    "déblocage de paiement",
    "solde suspendu pour enquête sur un litige",
    "annulation de la suspension pour résolution du litige",
)
_ITEMS = ("shopping cart item", "warenkorbartikel")
_CONVERSION = (
    r"currency conversion|währungsumrechnung|通貨換算|conversione di valuta|conversión de divisas|conversion de devise"
)
_REFUND = (
    r"refund|chargeback|payment reversal|rückzahlung|rückerstattung|返金"
    r"|rimborso|storno pagamento|reembolso|remboursement"
)
_NO_REFUND = r"chargeback (?:reversal|settlement|fee)|refund fee"
_CARD = r"card|kreditkarte|クレジットカード|carta|tarjeta|carte"
_BANK = r"bank|withdrawal|abbuchung|銀行|bancari|retirada|retrait"

_STATUS = {
    "completed": ("completed", "abgeschlossen", "完了", "completata", "completado", "terminé"),
    "pending": ("pending", "ausstehend", "保留中", "in sospeso", "pendiente", "en attente"),
    "declined": ("denied", "abgelehnt", "拒否済み", "拒否"),
    "reversed": ("reversed", "zurückgebucht"),
}


def meanings(kind: pl.Series, impact: pl.Series) -> pl.DataFrame:
    """For each row whether it is a ``hold`` (also what does not change the balance), an ``item`` of a payment that has
    a row of its own, a ``conversion``, a ``refund``."""
    word = pl.col("kind")
    rows = pl.DataFrame({"kind": kind.str.to_lowercase(), "impact": impact.str.to_lowercase()}).fill_null("")
    return rows.select(
        hold=word.is_in(_HOLDS) | (pl.col("impact") == "memo"),
        item=word.is_in(_ITEMS),
        conversion=word.str.contains(_CONVERSION),
        refund=word.str.contains(_REFUND) & ~word.str.contains(_NO_REFUND),
    )


def statuses(text: pl.Series) -> pl.Series:
    """completed | pending | declined | reversed; null for an empty or unknown word."""
    words = {word: status for status, words in _STATUS.items() for word in words}
    return text.str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)


def instruments(kind: pl.Series) -> pl.Series:
    """card | bank where the type of the row that passed the money on names it, else null."""
    word = pl.col("kind").str.to_lowercase()
    named = pl.when(word.str.contains(_CARD)).then(pl.lit("card")).when(word.str.contains(_BANK)).then(pl.lit("bank"))
    return kind.to_frame("kind").select(named).to_series()
