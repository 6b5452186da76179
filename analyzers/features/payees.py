"""Payments by payment services, cards and banks that are unusual: to payees paid at no other time, or to known
payees for far more than ever."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

import polars as pl

from analyzers.events.catalogue import Catalogue, StatementNames
from analyzers.events.coverage import provider
from analyzers.events.statuses import counts
from analyzers.features.gift_cards import spans
from analyzers.thresholds.account import Payees as Limits
from analyzers.thresholds.spans import LATER_HABIT_WINDOW

_NUMBER = re.compile(r"[#*]?\b[a-z]*\d")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
# Payees a thief gains nothing from: towns and taxes, utilities, doctors, schools, insurance.
_NO_RESALE_VALUE = (
    r"税|役所|役場|年金|水道|下水|電力|ガス(?:\s|株|会社|$)|瓦斯|nhk|病院|医院|クリニック|歯科|診療所|保険|保育園|幼稚園|学校|大学|学園"
    r"|\b(?:water|sewer|electricity|utilit(?:y|ies)|tax|taxes|irs|hmrc|county|council|hospital|clinic|dental|dentist|insurance"
    r"|school|university|college|stadtwerke|finanzamt|krankenhaus|zahnarzt|versicherung|mairie|impôts|hôpital|clinique)\b"
)
_DUTY_FREE = "免税|tax[ -]?free"  # shops that the pattern above must not match
# Text before the name: words of banks and card companies, and services that forward payments.
_PREFIX = re.compile(
    r"^(?:(?:振込|振替|送金|口座振替|デビット|お振込|visa国内利用 vs)\s|(?:paypal|pp|sq|tst|sp)\s?\*\s?)"
)


def payee(merchant: str, shops: Iterable[StatementNames]) -> str:
    """The key of a payee that all its payments share: the family of a known shop, because each of its orders has a
    number; otherwise the name up to the first number, in Japanese without the branch."""
    text = unicodedata.normalize("NFKC", merchant).casefold().strip()
    for shop in shops:
        if text.startswith(shop.begins):
            return shop.family
    text = _PREFIX.sub("", text) or text
    name = _NUMBER.split(text, maxsplit=1)[0].split() or text.split()
    if len(name) > 1 and _CJK.search(text) and name[-1].endswith("店"):
        name = name[:-1]
    return " ".join(name)


def statements(payments: pl.DataFrame, catalogue: Catalogue) -> list[pl.DataFrame]:
    """One statement per source and currency with enough history: its payments, oldest first, with their ``payee``.
    Payments that do not count are left out, and so are those that are in an order list as well."""
    paid = payments.filter(
        pl.col("at").is_not_null()
        & (pl.col("amount_minor") > 0).fill_null(False)
        & pl.col("merchant").is_not_null()
        & counts()
        & ~provider().is_in(list(catalogue.payments_are_orders))
    ).sort("at", "row")
    names = paid["merchant"].unique()
    keys = pl.DataFrame(
        {"merchant": names, "payee": [payee(name, catalogue.shops) for name in names]},
        schema_overrides={"payee": pl.String},
    )
    paid = paid.join(keys, on="merchant", how="left", maintain_order="left")
    return [
        statement
        for statement in paid.partition_by("source", "currency", maintain_order=True)
        if statement.height > Limits.MIN_PRIOR_PAYMENTS
    ]


def payments_above_previous(statement: pl.DataFrame, least: int, span: timedelta, known: int) -> Iterator[pl.DataFrame]:
    """Groups of at least ``least`` payments of a statement to one payee within a ``span``, oldest first.

    Each payment is at least ``MIN_RATIO_TO_PREVIOUS`` times the ``most`` that was paid there more than a day before the
    first of them or a quarter after the span; at least ``known`` such other payments must exist.
    """
    heads = _records(statement, span, known)
    for rows in statement.filter(pl.col("payee").is_in(heads["payee"].unique().implode())).partition_by("payee"):
        until: datetime | None = None
        for at, most in heads.filter(pl.col("payee") == rows["payee"][0]).select("at", "most").iter_rows():
            if until is None or at > until:
                near = pl.col("at").is_between(at, at + span)
                group = rows.filter(near & (pl.col("amount_minor") >= Limits.MIN_RATIO_TO_PREVIOUS * most))
                if group.height >= least:
                    until = at + span
                    yield group.with_columns(most=pl.lit(most))


def _records(statement: pl.DataFrame, span: timedelta, known: int) -> pl.DataFrame:
    """The payments (payee, at, ``most``) that are far above every other payment to a payee who is often paid, oldest
    first."""
    times = statement.select("payee", "at", "amount_minor", "row")
    number, amount = pl.int_range(1, pl.len() + 1).over("payee"), pl.col("amount_minor")
    earlier = times.select("payee", then="at", before=number, before_most=amount.cum_max().over("payee"))
    later = times.select(
        "payee",
        then="at",
        after=pl.len().over("payee") - number + 1,
        after_most=amount.cum_max(reverse=True).over("payee"),
    )
    sums = times.with_columns(day=pl.col("at") - Limits.SUM_WINDOW, quarter=pl.col("at") + span + LATER_HABIT_WINDOW)
    sums = _next(_next(sums, earlier, "day", "backward"), later, "quarter", "forward")
    sums = sums.with_columns(
        known=pl.col("before").fill_null(0) + pl.col("after").fill_null(0),
        most=pl.max_horizontal("before_most", "after_most"),
    ).filter((pl.col("known") >= known) & (amount >= Limits.MIN_RATIO_TO_PREVIOUS * pl.col("most")))
    return sums.select("payee", "at", "most").unique(maintain_order=True)


def _next(
    rows: pl.DataFrame, others: pl.DataFrame, moment: str, strategy: Literal["backward", "forward"]
) -> pl.DataFrame:
    """Each row with the nearest of the ``others`` of its payee, strictly before or after its ``moment``."""
    return rows.join_asof(
        others,
        left_on=moment,
        right_on="then",
        by="payee",
        strategy=strategy,
        allow_exact_matches=False,
        check_sortedness=False,
    ).drop("then")


def unfamiliar_payments(payments: pl.DataFrame, catalogue: Catalogue) -> list[pl.DataFrame]:
    """Of each statement, the payments to payees that are paid at no other time and are no public body, doctor or the
    like, from ``MIN_PAYMENT_RATIO`` times the ``usual`` payment (the median of all others), oldest first.

    Columns: those of the table; ``ahead``, the sum of such payments within ``SUM_WINDOW`` from this one; ``most``, the
    highest such sum at any other time outside a journey; ``journey``, whether several new payees received ordinary sums
    around that time, as museums, taxis and restaurants do.
    """
    return [_unfamiliar(statement) for statement in statements(payments, catalogue)]


def _unfamiliar(statement: pl.DataFrame) -> pl.DataFrame:
    """The unfamiliar payments of one statement, after its first payments and days."""
    first, last = pl.col("at").min().over("payee"), pl.col("at").max().over("payee")
    number = pl.int_range(pl.len())
    known = (pl.col("at") - pl.col("at").min() >= Limits.MIN_PRIOR_SPAN) & (number >= Limits.MIN_PRIOR_PAYMENTS)
    once = (first >= pl.col("at").min() + Limits.MIN_PRIOR_SPAN) & (last - first < Limits.REPEAT_AFTER)
    once &= ~pl.col("payee").str.contains(_NO_RESALE_VALUE) | pl.col("payee").str.contains(_DUTY_FREE)
    usual = pl.col("amount_minor").filter(~once).median()  # the first payee of a list is never new
    new = statement.with_columns(usual=usual).filter(known & once)
    times = pl.col("amount_minor") / pl.col("usual")
    ordinary = pl.col("payee").filter(times.is_between(*Limits.ORDINARY_RATIOS)).n_unique()
    around = new.rolling("at", period=2 * Limits.JOURNEY_WINDOW, offset=-Limits.JOURNEY_WINDOW, closed="both").agg(
        several=ordinary >= Limits.MIN_JOURNEY_PAYEES
    )
    expensive = new.with_columns(journey=around["several"]).filter(times >= Limits.MIN_PAYMENT_RATIO)
    home = expensive.select(pl.when(~pl.col("journey")).then("amount_minor").otherwise(0)).to_series()
    return expensive.with_columns(
        spans(expensive["at"], Limits.SUM_WINDOW, expensive["amount_minor"])["ahead"],
        spans(expensive["at"], Limits.SUM_WINDOW, home)["most"],
    )


def is_repeated(group: pl.DataFrame) -> bool:
    """Whether one payee was paid three times, or twice in quick succession. Two payments on one day are often one
    visit to a shop."""
    timed = (pl.col("at_basis") != "date_only").fill_null(True)
    quick = timed & (pl.col("at").diff().over("payee") <= Limits.QUICK_REPEAT_WINDOW)
    return bool(group.select((pl.len().over("payee") >= Limits.MIN_PAYMENTS_TO_ONE_PAYEE).any() | quick.any()).item())
