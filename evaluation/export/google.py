"""Google's access log from Takeout, newest first."""

from evaluation.export import File, table
from evaluation.export.headers import ACCESS_LOG
from evaluation.simulate.life import Life

PATH = "Takeout/Access Log Activity/Activities - A list of Google services accessed by.csv"


def access_log(life: Life) -> File:
    """The log with 13 columns, as it comes now."""
    rows = (
        (
            one,
            [
                "100000000000000000001",
                one.at.strftime("%Y-%m-%d %H:%M:%S UTC"),
                one.ip,
                "",
                "false",
                one.country,
                one.region,
                one.city,
                one.agent,
                one.product,
                "",
                one.activity,
                "IMAP" if one.product == "Gmail" and "APP" in one.agent else "",
            ],
        )
        for one in sorted(life.logins, key=lambda one: one.at, reverse=True)
        if one.at <= life.end
    )
    return table(PATH, ACCESS_LOG, rows)
