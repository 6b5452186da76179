"""``python -m evaluation.measure.rba FILE``: the sign-in model on the public RBA data set, beside published results.

``rba-dataset.csv`` (das-group, Wiefling et al. 2022, CC BY 4.0) holds the sign-ins of an online service, with the
takeovers marked. Its addresses and cities are artificial, so only countries, networks and devices can be compared. All
accounts with a takeover are looked at, and of the others as many as asked for, chosen by the hash of their number. Each
sign-in has the score of its cluster, as in ``features.sign_ins``; accounts with fewer than five sign-ins are left out.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.features.sign_ins import cluster_sign_ins
from evaluation.measure.statistics import clopper_pearson

LEAST = 5  # sign-ins of an account
USERS = 20_000  # accounts without a takeover
COLUMNS = {
    "User ID": "account", "Login Timestamp": "at", "IP Address": "ip", "Country": "country", "ASN": "asn",
    "User Agent String": "agent", "Login Successful": "success", "Is Account Takeover": "takeover",
}  # fmt: skip
# Out of time, October and November 2020, 22 takeovers: the share of sign-ins challenged and the takeovers found.
PUBLISHED = (
    (0.0005, 4, "rule: new device and new country"),
    (0.0007, 8, "gradient boosting on 19 features"),
    (0.0077, 14, "gradient boosting on 19 features"),
    (0.0352, 15, "rule: new country or new network for the account"),
)
TAKEOVERS = 22
MONTHS = (10, 11)
ABSENT = (
    "There is no file {file}. This needs rba-dataset.csv, which is not part of this product: das-group publishes it "
    "under CC BY 4.0 as das-group/rba-dataset (about 1.1 GB)."
)
OTHER = "{file} is not rba-dataset.csv: it has no column {column}."


class Scored(NamedTuple):
    """``rows``: (takeover, month, score) of every good sign-in; ``users``: how many accounts they are of."""

    rows: pl.DataFrame
    users: int


def main(name: str, users: int = USERS) -> int:
    """Prints the comparison; 2 where the file is absent or another one."""
    file = Path(name)
    if not file.is_file():
        print(ABSENT.format(file=name), file=sys.stderr)
        return 2
    with file.open(encoding="utf-8", errors="replace") as text:
        head = text.readline().strip().lstrip("\ufeff").split(",")
    absent = next((column for column in COLUMNS if column not in head), None)
    if absent:
        print(OTHER.format(file=name, column=absent), file=sys.stderr)
        return 2
    print("\n".join(lines(scored(file, users))))
    return 0


def scored(file: Path, users: int = USERS) -> Scored:
    """The scores of the chosen accounts."""
    table = pl.scan_csv(file, infer_schema=False).select(pl.col(old).alias(new) for old, new in COLUMNS.items())
    table = table.with_columns(pl.col("takeover").str.to_lowercase() == "true")
    every = table.group_by("account").agg(pl.len(), pl.col("takeover").any()).filter(pl.col("len") >= LEAST)
    counted = every.collect(engine="streaming").with_columns(lot=pl.col("account").hash(0))
    some = counted.sort("takeover", "lot", "account", descending=[True, False, False])
    chosen = some.head(users + int(some["takeover"].sum()))["account"]
    rows = _logins(table.filter(pl.col("account").is_in(chosen.implode())).collect(engine="streaming"))
    parts = [_scores(one) for one in rows.partition_by("account")]
    schema = pl.Schema({"takeover": pl.Boolean(), "month": pl.Int8(), "score": pl.Float64()})
    return Scored(pl.concat(parts) if parts else pl.DataFrame(schema=schema), len(parts))


def _logins(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as events of the table ``logins``, with ``row`` and ``takeover``."""
    given = rows.with_columns(
        at=pl.col("at").str.to_datetime(strict=False, time_unit="us").dt.replace_time_zone("UTC"),
        asn=pl.col("asn").cast(pl.Int64, strict=False),
        success=pl.col("success").str.to_lowercase() == "true",
        prefix=pl.col("ip").str.replace(r"\.\d+$", ".0/24"),
        network_kind=pl.lit("unknown"),
    )
    schema = SCHEMAS["logins"]
    columns = [
        (pl.col(name) if name in given.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in schema.items()
    ]
    return given.select("takeover", *columns).with_row_index("row")


def _scores(logins: pl.DataFrame) -> pl.DataFrame:
    found = cluster_sign_ins(logins.drop("takeover"), Owner())
    rows = found.of(found.clusters).join(found.clusters.select("cluster", "score"), on="cluster")
    return rows.join(logins.select("row", "takeover"), on="row").select(
        "takeover", pl.col("at").dt.month().alias("month"), "score"
    )


def lines(found: Scored) -> Iterator[str]:
    """The comparison as text: the same months as the published figures, then the whole year."""
    yield f"{found.users} accounts, {found.rows.height} good sign-ins, {found.rows['takeover'].sum()} takeovers."
    for title, rows in (
        ("October and November 2020, as published:", found.rows.filter(pl.col("month").is_in(MONTHS))),
        ("The whole year:", found.rows),
    ):
        clean, taken = rows.filter(~pl.col("takeover"))["score"], rows.filter("takeover")["score"]
        yield f"\n{title} {len(taken)} takeovers, ROC-AUC {_area(clean, taken)} (published, boosting: 0.978)"
        yield "| challenged | above | takeovers found | published at that share |"
        yield "|---|---|---|---|"
        yield from (_point(clean, taken, *one) for one in PUBLISHED)


def _point(clean: pl.Series, taken: pl.Series, share: float, caught: int, method: str) -> str:
    """What is found where at most this share of the clean sign-ins is challenged."""
    falling = clean.sort(descending=True)
    allowed = int(share * len(falling))
    bound: Any = falling[allowed] if allowed < len(falling) else None
    hits = int((taken > bound).sum()) if bound is not None else 0
    low, high = clopper_pearson(hits, len(taken))
    mine = f"{hits}/{len(taken)} [{100 * low:.0f}, {100 * high:.0f}] %"
    above = "–" if bound is None else f"{bound:.2f}"
    return f"| {100 * share:.2f} % | {above} | {mine} | {caught}/{TAKEOVERS} {method} |"


def _area(clean: pl.Series, taken: pl.Series) -> str:
    """The chance that a takeover scores above a clean sign-in, ties counting half."""
    if not len(clean) or not len(taken):
        return "–"
    ranks = pl.concat([clean, taken]).rank("average")
    total = float(ranks[len(clean) :].sum()) - len(taken) * (len(taken) + 1) / 2
    return f"{total / len(clean) / len(taken):.3f}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        prog="python -m evaluation.measure.rba", description="The model of sign-ins on public data."
    )
    parser.add_argument("file", metavar="FILE", help="rba-dataset.csv of das-group")
    sys.exit(main(parser.parse_args().file))
