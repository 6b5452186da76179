"""Sign-ins over a network and with a device that appear nowhere else in the history."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.arithmetic import RARITY_SENTENCE, earlier
from analyzers.events.marks import Gap, Mark, Sentence, Severity
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.sign_ins import NEW_COUNTRY_OR_HOSTING, UNFAMILIAR_NETWORK
from analyzers.features.visits import device_label, group_visits, has_moved, network_label, rows_of_each
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.login import SignIns, Visits
from analyzers.thresholds.login import Unfamiliar as Limits

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each visit (pauses up to 72 hours). Its first sign-in is the trigger."""
    clusters = history.of(sign_ins.measure).clusters
    if clusters["count"].sum() <= Limits.MIN_OTHER_SIGN_INS:
        yield Gap("too_few", "")
        return
    groups = list(group_visits(clusters.filter(UNFAMILIAR_NETWORK & pl.col("new_device"))))
    if len(groups) > Visits.MAX_VISITS:
        yield Gap("listed", "", values={"listed": Visits.MAX_VISITS, "count": len(groups)})
    rarest = sorted(groups, key=lambda group: -_most(group))[: Visits.MAX_VISITS]
    rows = rows_of_each(history.of(sign_ins.measure), rarest, history.table("logins"))
    yield from (_mark(group, mine, clusters) for group, mine in zip(rarest, rows, strict=True))


def _most(group: pl.DataFrame) -> float:
    return float(max(group["score"].to_list()))


def _mark(group: pl.DataFrame, rows: pl.DataFrame, clusters: pl.DataFrame) -> Mark:
    rarest = group.sort("score", "start", "key", descending=[True, False, False]).row(0, named=True)
    head = rows.row(0, named=True)
    lowered, reason = _lowered(group, clusters)
    return Mark(
        triggers=refs("logins", [head["row"]]),
        context=refs("logins", rows["row"][1:], MAX_CONTEXT),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "device": device_label(rarest),
            "network": network_label(rarest),
            "count": rows.height,
            "others": rarest["usual"],
            "place": f"{max(0.0, rarest['place_surprise']):.1f}",
            "rarity": f"{max(0.0, rarest['device_surprise']):.1f}",
            "note": say(reason) if reason else NOTHING,
        },
        arithmetic=(
            earlier(rarest["usual"], Limits.MIN_OTHER_SIGN_INS),
            _rarity(rarest["place_surprise"], rarest["device_surprise"]),
        ),
        score=rarest["score"],
        severity=lowered,
    )


def _rarity(place: float, device_label: float) -> Sentence:
    place, device_label = round(max(0.0, place), 1), round(max(0.0, device_label), 1)
    return note(
        RARITY_SENTENCE, place=f"{place:.1f}", device=f"{device_label:.1f}", result=f"{place + device_label:.1f}"
    )


def _lowered(group: pl.DataFrame, clusters: pl.DataFrame) -> tuple[Severity | None, str]:
    """A lower severity and its reason, if a harmless explanation is known."""
    if group["network_kind"].eq_missing("relay").all():
        return "info", "relay"
    if not group.select(NEW_COUNTRY_OR_HOSTING.any()).item():
        return "low", "near"
    if (group["days"] >= SignIns.MIN_DAYS_OWN).any():
        return "low", "long"
    if has_moved(group, clusters):
        return "low", "moved"
    return None, NOTHING
