"""Google's access log from Takeout, newest first."""

from evaluation.export import File, table
from evaluation.life import Life

HEADER = (
    "Gaia ID,Activity Timestamp,IP Address,Proxiedhost IP Address,Is Non-routable IP Address,Activity Country,Activity Region,"
    "Activity City,User Agent String,Product Name,Sub-Product Name,Activity Type,Gmail Access Channel"
).split(",")
PATH = "Takeout/Access Log Activity/Activities - A list of Google services accessed by.csv"


def access_log(life: Life) -> File:
    """The log with 13 columns, as it comes now."""
    rows = (
        (one, [
            "100000000000000000001", one.at.strftime("%Y-%m-%d %H:%M:%S UTC"), one.ip, "", "false", one.country, one.region, one.city,
            one.agent, one.product, "", one.activity, "IMAP" if one.product == "Gmail" and "APP" in one.agent else "",
        ])
        for one in sorted(life.logins, key=lambda one: one.at, reverse=True)
        if one.at <= life.end
    )  # fmt: skip
    return table(PATH, HEADER, rows)
