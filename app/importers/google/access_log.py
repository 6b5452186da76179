"""Google's access log from Takeout, `Activities - A list of Google services accessed by ….csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, cells, folded, problems, row_problems
from app.importers.shared.cells.network import addresses
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("Google: access log")
get = (
    N_("Open takeout.google.com while signed in to the Google account."),
    N_("Deselect everything, then choose only “Access Log Activity”, and create the export."),
    N_(
        "When Google writes that the export is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
takes = N_("Google sends an email when the export is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_(
    "This file lists every access to a Google service, not only sign-ins. It shows no failed attempts, "
    "and how far back it goes is not known."
)
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"logins": 1}
guide = 3

NAMES = {
    "account": ("Gaia ID",),
    "date": ("Activity Timestamp",),
    "ip": ("IP Address",),
    "proxied": ("Proxiedhost IP Address",),
    "inside": ("Is Non-routable IP Address",),
    "country": ("Country Code", "Activity Country"),
    "region": ("Region", "Activity Region"),
    "city": ("City", "Activity City"),
    "agent": ("User Agent String",),
    "device_type": ("Device Type",),
    "device_model": ("Device Model",),
    "product": ("Product Name",),
    "activity": ("Activity Type",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

BACKGROUND_SENTENCE = N_(
    "This row is for what Google and the devices did by themselves, with nobody at the screen. It is not counted as a "
    "sign-in."
)
_OTHERS = folded(("Gaia ID", "IP Address", "User Agent String", "Activity Type", "Activity Country", "Country Code"))


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; Google keeps the names English in every language that was seen."""
    names = folded(head.header)
    return names >= folded(("Activity Timestamp", "Product Name")) and bool(names & _OTHERS)


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a row. What Google does by itself (`Non User Initiated`, `Chrome Sync`) makes no
    event, which is one problem."""
    table = cells(block, NAMES)
    empty = table.raw.select(pl.all_horizontal(pl.all().fill_null("") == "")).to_series()
    background = table.text.select(
        (
            (pl.col("activity").str.to_lowercase() == "non user initiated")
            | (pl.col("product").str.to_lowercase() == "chrome sync")
        ).fill_null(False)
    ).to_series()
    keep = ~empty & ~background
    at = instants(table["date"])
    ip = addresses(table["ip"])
    faults = [
        Fault("empty-row", "date", empty),
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("bad-address", "ip", keep & table["ip"].is_not_null() & ip.is_null()),
    ]
    logins = pl.concat([at, _places(table, ip), _devices(table)], how="horizontal")
    logins = logins.with_columns(line=table.lines, service=pl.lit("google"))
    access_problems = problems(table, faults) + zone_problem(at.filter(keep))
    access_problems += row_problems("background-activity", BACKGROUND_SENTENCE, table, background)
    return Events({"logins": logins.filter(keep)}, access_problems)


def _places(table: Cells, ip: pl.Series) -> pl.DataFrame:
    """Where a row came from. A proxied row shows Google's own machine, not the person's place; an
    address flagged as non-routable lies inside a private network, so only Google's word for the country is left."""
    elsewhere = pl.col("proxied").is_not_null() & (pl.col("proxied") != pl.col("ip").fill_null(""))
    inside = pl.col("inside").str.to_lowercase().is_in(["true", "yes", "1"]).fill_null(False)
    return table.text.with_columns(address=ip).select(
        ip=pl.when(~elsewhere & ~inside).then("address"),
        country_stated=pl.when(~elsewhere).then("country"),
        region=pl.when(~elsewhere).then("region"),
        city=pl.when(~elsewhere).then("city"),
    )


def _devices(table: Cells) -> pl.DataFrame:
    """Account and device. Older exports name the device in two columns; short ones only name the product."""
    device = pl.concat_str("device_type", "device_model", separator=" ", ignore_nulls=True)
    return table.text.select(
        "account",
        agent=pl.coalesce("agent", pl.when(device != "").then(device)),
        activity=pl.coalesce("activity", "product"),
    )
