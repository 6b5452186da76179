"""A gift code that the account did not buy was added to the balance and spent at once on an unusual order."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import share, times
from analyzers.events.marks import Mark, Money
from analyzers.events.values import MAX_FINDINGS, display_time, refs
from analyzers.features import placed_orders, recipients, signals
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View

title = N_("A gift code was added and spent at once")
message = N_(
    "On {at} a gift code worth {amount} was added to your balance, and within a day {spent} was "
    "spent on order {order}, which is not usual for you. Stolen gift codes are sometimes "
    "passed through other people's accounts. {beside}"
)
innocent = N_(
    "This may be harmless: a gift code from an employer, a survey site or a friend is often spent "
    "at once. What matters is whether you know the order."
)
sentence = N_("On {at} a gift code worth {amount} was added, and {spent} of it was spent within a day.")
DAY = timedelta(hours=24)
MIN_SHARE_SPENT = 0.8  # of the code
PURCHASE_WINDOW = timedelta(days=365)  # before the code was added, in which the owner may have bought it
MIN_COST_RATIO = 1  # of the code to the median order
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
severity = "medium"
kind = "rule"
tags = ("takeover", "gift_card", "balance", "claimed_code", "household", "shop", "one_shop")
account = "gift_card"
needs = (
    "ledger.order_id",
    "ledger.at",
    "ledger.at_basis?",
    "ledger.shop?",
    "ledger.kind",
    "ledger.amount_minor",
    "ledger.currency?",
    "ledger.source?",
    "orders.order_id",
    "orders.kind",
    "order_links",
    "recipients",
    "placed_orders",
    "signals",
)
references = ("deaenailist.com (codes claimed by another account)", "smartcareer.net")


def find(history: View) -> Iterator[Mark]:
    """One fact for each code, which is the trigger. The uses of the following day are context."""
    ledger = history.links("ledger").filter(pl.col("at").is_not_null() & pl.col("amount_minor").is_not_null())
    orders = history.of(placed_orders.measure)
    strangers = [one for one in history.of(recipients.measure).new if one.stranger and not one.gift and not one.regular]
    novel = {order for place in strangers for order in place.rows["order_id"]}
    novel |= set(orders.filter(pl.col("kind") == "gift_card")["order_id"])
    novel |= set(ledger.filter(pl.col("state") == "unlinked")["order_id"].drop_nulls())
    uses = ledger.filter((pl.col("kind") == "applied") & pl.col("order_id").is_in(list(novel))).sort("at", "row")
    codes = _codes(ledger, orders, uses)
    for code in codes.tail(MAX_FINDINGS).iter_rows(named=True):
        after = uses.filter((pl.col("at") >= code["at"]) & (pl.col("at") <= code["at"] + DAY))
        spent = -sum(after["amount_minor"].to_list())
        if spent < MIN_SHARE_SPENT * code["amount_minor"]:
            continue
        corroborating = history.of(signals.measure).near(code["at"], CORROBORATING, after=DAY)
        yield Mark(
            triggers=refs("ledger", [code["row"]]),
            context=(*refs("ledger", after["row"]), *(one.ref for one in corroborating)),
            values={
                "at": display_time(code["at"], code["at_basis"]),
                "amount": Money(code["amount_minor"], code["currency"] or ""),
                "spent": Money(spent, code["currency"] or ""),
                "order": after["order_id"][0],
                "beside": first_sentence(corroborating),
            },
            arithmetic=(
                share(
                    Money(spent, code["currency"] or ""),
                    Money(code["amount_minor"], code["currency"] or ""),
                    spent / code["amount_minor"],
                ),
                *times(Money(code["amount_minor"], code["currency"] or ""), code["usual_minor"], MIN_COST_RATIO),
                *sentences_of(corroborating),
            ),
            severity=None if corroborating else "low",
        )


def _codes(ledger: pl.DataFrame, orders: pl.DataFrame, uses: pl.DataFrame) -> pl.DataFrame:
    """The codes of sufficient value that were added up to a day before such a use and that no order of the account
    bought."""
    usual = orders.group_by("currency").agg(pl.col("usual_minor").first())
    added = ledger.filter(pl.col("kind").is_in(["added", "reload"]) & (pl.col("amount_minor") > 0)).sort("at", "row")
    added = added.join(usual, on="currency", how="left", maintain_order="left")
    added = added.filter(pl.col("amount_minor") >= MIN_COST_RATIO * pl.col("usual_minor").fill_null(0))
    spent = uses["at"].search_sorted(added["at"]) < uses["at"].search_sorted(added["at"] + DAY, side="right")
    added = added.filter(spent)
    # An order paid with the balance cannot be the purchase of the code.
    other = ~pl.col("order_id").is_in(uses["order_id"].implode())
    bought = orders.filter((pl.col("kind") == "gift_card") & other).select("total_minor", since="at")
    own = added.join(bought, left_on="amount_minor", right_on="total_minor")
    own = own.filter((pl.col("since") <= pl.col("at") + DAY) & (pl.col("since") >= pl.col("at") - PURCHASE_WINDOW))
    return added.filter(~pl.col("row").is_in(own["row"].implode()))
