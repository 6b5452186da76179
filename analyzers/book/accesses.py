"""Sign-ins and changes of the account as units."""

import polars as pl

from analyzers.events.agents import agents
from analyzers.events.history import History


def logins(history: History) -> pl.DataFrame:
    """One unit for each sign-in: by whether it failed, the country, the network and the system."""
    rows = history.bought["logins"]
    rows = rows.join(agents(rows["agent"]), on="agent", how="left", maintain_order="left")
    network = pl.coalesce(pl.format("AS{}", "asn"), "prefix", "ip", pl.lit(""))
    country = pl.coalesce("country", pl.col("country_stated").str.to_lowercase(), pl.lit(""))
    failed = pl.when(pl.col("success").fill_null(True)).then(pl.lit("")).otherwise(pl.lit("failed"))
    system = pl.coalesce("system", pl.col("agent").str.slice(0, 120), pl.lit(""))
    place = pl.concat_str(
        pl.coalesce("city", "country", "country_stated"),
        pl.coalesce("network_name", "prefix", "ip"),
        pl.coalesce("system", pl.col("agent").str.slice(0, 120)),
        separator=" · ",
        ignore_nulls=True,
    )
    return rows.select(
        table=pl.lit("logins"),
        row="row",
        kind=pl.lit("sign_in"),
        group=pl.concat_str(pl.col("service").fill_null(""), failed, country, network, system, separator="|"),
        thing=pl.format("logins|{}", "row"),
        single=pl.lit(False),
        minor=pl.lit(None, pl.Int64),
        currency=pl.lit(None, pl.String),
        at="at",
        at_basis="at_basis",
        shop="service",
        what=place,
        more=failed,
        name=place,
        card=pl.lit(None, pl.String),
    )


def changes(history: History) -> pl.DataFrame:
    """One unit for each change of the account or its devices."""
    rows = history.bought["changes"]
    thing = pl.format("changes|{}", "row")
    return rows.select(
        table=pl.lit("changes"),
        row="row",
        kind=pl.when(pl.col("kind") == "device").then(pl.lit("device")).otherwise(pl.lit("change")),
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
