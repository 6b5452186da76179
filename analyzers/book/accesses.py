"""Sign-ins and changes of the account as units."""

import polars as pl

from analyzers.book.sign_in_places import placed
from analyzers.events.history import History
from analyzers.events.schemas import known_by


def logins(history: History) -> pl.DataFrame:
    """One unit for each sign-in: by the country, the region, the carrier, the kind of device, and whether it failed.
    Its name is a place as ``analyzers.book.sign_in_places`` writes it."""
    rows = placed(history.bought["logins"])
    return rows.select(
        table=pl.lit("logins"),
        row="row",
        kind=pl.lit("sign_in"),
        group="group",
        former=_former(),
        thing=pl.format("logins|{}", "row"),
        single=pl.lit(False),
        minor=pl.lit(None, pl.Int64),
        currency=pl.lit(None, pl.String),
        at="at",
        at_basis="at_basis",
        shop="service",
        what="place",
        more="_failed",
        name="place",
        card=pl.lit(None, pl.String),
    )


def _former() -> pl.Expr:
    """The group that questions about sign-ins had up to version 2 of the stored entries, so that answers to them
    hold."""
    network = pl.coalesce(pl.format("AS{}", "asn"), "prefix", "ip", pl.lit(""))
    country = pl.coalesce("country", pl.col("country_stated").str.to_lowercase(), pl.lit(""))
    system = pl.coalesce("system", pl.col("agent").str.slice(0, 120), pl.lit(""))
    return pl.concat_str(pl.col("service").fill_null(""), "_failed", country, network, system, separator="|")


def changes(history: History) -> pl.DataFrame:
    """One unit for each change of the account or its devices. It is asked about as before where an earlier version read
    another kind."""
    rows = history.bought["changes"]
    device = known_by("changes", "kind") == "device"
    thing = pl.format("changes|{}", "row")
    return rows.select(
        table=pl.lit("changes"),
        row="row",
        kind=pl.when(device).then(pl.lit("device")).otherwise(pl.lit("change")),
        group=thing,
        thing=thing,
        single=pl.lit(True),
        minor=pl.lit(None, pl.Int64),
        currency=pl.lit(None, pl.String),
        at="at",
        at_basis="at_basis",
        shop="service",
        what=pl.coalesce("what", pl.lit("")),
        more=pl.col("kind"),
        name=pl.coalesce("what", pl.lit("")),
        card=pl.lit(None, pl.String),
    )
