"""Changes to an account, with what is suspicious about their time and place."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import polars as pl

from analyzers.events.owner import Owner
from analyzers.events.schemas import Row
from analyzers.features.known import on_a_trip, own_network
from analyzers.features.sign_ins import MIN_OTHER_SIGN_INS, SignIns, network_key
from analyzers.features.signals import suspicious_rows

# Where a change was made. ``own``: over a network that the person uses. ``away``: over a network that no sign-in shows,
# from a country that none shows or a hosting network. ``unknown``: otherwise, for example if the file has no IP
# address.
Where = Literal["own", "away", "unknown"]
DAY = timedelta(days=1)
COLUMNS = (
    "changes.at",
    "changes.at_basis?",
    "changes.kind",
    "changes.what?",
    "changes.removed?",
    "changes.ip?",
    "changes.country?",
    "changes.asn?",
    "changes.network_name?",
    "changes.network_kind?",
)


class SuspiciousSignIn(NamedTuple):
    """A suspicious sign-in; ``strong`` if network, device and country are all new for the person."""

    at: datetime
    row: int
    strong: bool


class SuspiciousSignIns(NamedTuple):
    """The suspicious sign-ins, oldest first."""

    all: tuple[SuspiciousSignIn, ...] = ()

    def before(self, at: datetime, window: timedelta, basis: str | None = "stated") -> SuspiciousSignIn | None:
        """The suspicious sign-in nearest to ``at``, up to ``window`` before it; a strong one is preferred. A date
        alone counts until the end of that day."""
        until = at + DAY if basis == "date_only" else at
        first = bisect_left(self.all, at - window, key=lambda sign_in: sign_in.at)
        near = self.all[first : bisect_right(self.all, until, key=lambda sign_in: sign_in.at)]
        return max(near, key=lambda sign_in: (sign_in.strong, sign_in.at), default=None)


class Change(NamedTuple):
    """One change: its row, the suspicious sign-in before it, and where it was made."""

    row: Row
    near: SuspiciousSignIn | None
    where: Where


def suspicious_sign_ins(sign_ins: SignIns) -> SuspiciousSignIns:
    """All suspicious sign-ins (see ``analyzers.features.signals.suspicious_rows``)."""
    suspicious = suspicious_rows(sign_ins)
    return SuspiciousSignIns(tuple(SuspiciousSignIn(at, row, strong) for row, at, strong in suspicious.iter_rows()))


def account_changes(
    changes: pl.DataFrame, sign_ins: SignIns, owner: Owner, kinds: Sequence[str], window: timedelta
) -> Iterator[Change]:
    """The ``changes`` of some ``kinds``, removals left out, oldest first, each with the suspicious sign-in within
    ``window`` before it."""
    rows = changes.filter(pl.col("kind").is_in(kinds), pl.col("at").is_not_null(), ~pl.col("removed").fill_null(False))
    suspicious = suspicious_sign_ins(sign_ins) if rows.height else SuspiciousSignIns()
    for row in _placed(rows, sign_ins, owner).sort("at", "kind", "what", "row").iter_rows(named=True):
        yield Change(row, suspicious.before(row["at"], window, row["at_basis"]), row["where"])


def _placed(rows: pl.DataFrame, sign_ins: SignIns, owner: Owner) -> pl.DataFrame:
    """The rows with the column ``where``: where each change was made."""
    clusters = sign_ins.clusters
    usual = clusters.filter(~pl.col("new_network"))["net"].drop_nulls().unique()
    mine = own_network(rows, owner)
    trip = on_a_trip(pl.col("country"), pl.col("at").dt.date(), owner)
    here = network_key("country", False)
    numbered = pl.col("asn").is_not_null()
    far = ~pl.col("country").is_in(clusters["country"].drop_nulls().unique().implode()) | (
        pl.col("network_kind") == "hosting"
    )
    learned = bool(clusters.filter(~pl.col("new_network"))["count"].sum() >= MIN_OTHER_SIGN_INS)
    away = numbered & ~here.is_in(clusters["net"].drop_nulls().unique().implode()) & far.fill_null(False)
    where = (
        pl.when((numbered & here.is_in(usual.implode())) | mine | trip)
        .then(pl.lit("own"))
        .when(away & pl.lit(learned))
        .then(pl.lit("away"))
        .otherwise(pl.lit("unknown"))
    )
    return rows.with_columns(where=where)


def runs(changes: Sequence[Change], pause: timedelta) -> Iterator[list[Change]]:
    """Groups changes with at most ``pause`` between neighbours, because one answer settles them."""
    run: list[Change] = []
    for change in changes:
        if run and change.row["at"] - run[-1].row["at"] > pause:
            yield run
            run = []
        run.append(change)
    if run:
        yield run


def network_of(change: Change) -> str:
    """The network and country of a change: `OVH SAS (FR)`; empty if the file does not say."""
    name, country = change.row["network_name"] or "", change.row["country"]
    return f"{name} ({country})" if country else name
