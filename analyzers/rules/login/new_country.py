"""Sign-ins from a country that appears nowhere else in the history."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import earlier
from analyzers.events.marks import Gap, Mark, Part
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.known import VPN
from analyzers.features.sign_ins import MIN_DAYS_OWN
from analyzers.features.visits import LONG_SENTENCE, MOVED_SENTENCE, has_moved, network_label, rows_of
from analyzers.rules.view import View

title = N_("Sign-ins from a country that is new for you")
message = N_(
    "The first sign-in from {country} was on {at}, over the network {network}. Sign-ins from there: {count}. None of "
    "the other "
    "{others} sign-ins in your history came from that country. {note}"
)
innocent = N_(
    "This may be harmless: a trip, a mobile phone that uses a foreign network, or a VPN can look "
    "like this, and the country of an internet address is sometimes recorded wrongly."
)
sentence = N_("On {at} somebody signed in from {country}, which is new for you, over {network}.")
UNLIKE_SENTENCE = N_(
    "How unlike your other sign-ins the place and the device are together, less what is usual for this account."
)
UNNAMED_SENTENCE = N_("You named the countries that you sign in from, and this is not one of them.")
DEVICE_SENTENCE = N_("The network and the device are also new for you.")
MIN_OTHER_SIGN_INS = 10  # before a country can be new
UNLISTED_WEIGHT = 5  # nats added if the owner listed their countries and this is none of them
alpha = 0.01
severity = "medium"
kind = "surprise"
tags = ("account", "takeover", "sign_in", "place", "household", "screen")
needs = (
    "logins.at",
    "logins.at_basis?",
    "logins.country",
    "logins.prefix",
    "logins.ip?",
    "logins.agent?",
    "logins.activity?",
    "sign_ins",
)
references = ("Freeman et al., NDSS 2016", "Entra ID, unfamiliar sign-in properties")
# Reasons why it may be not assessable, by code.
reasons = {
    "too_few": N_("There are too few sign-ins to say which countries are usual."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each country that is seen in one network only. Its first sign-in is the trigger, later ones are
    context."""
    clusters = history.of(sign_ins.measure).clusters.filter(pl.col("country").is_not_null())
    total = int(clusters["count"].sum())
    if total <= MIN_OTHER_SIGN_INS:
        yield Gap("too_few", "")
        return
    new = clusters.filter(pl.col("new_country").all().over("country") & ~pl.col("owned"))
    numbered = bool(clusters["asn"].count())
    for country in new.sort("start", "country")["country"].unique(maintain_order=True):
        group = new.filter(pl.col("country") == country)
        rows = rows_of(history.of(sign_ins.measure), group, history.table("logins"))
        home = clusters.filter(pl.col("country") != country)
        if (
            group["net"].n_unique() == 1
            and total - rows.height >= MIN_OTHER_SIGN_INS
            and _is_minor_country(group, home)
        ):
            # The owner's VPN may exit in any country, a mobile carrier does not.
            hops = VPN in history.owner.networks and not (group["network_kind"] == "carrier").any()
            named = bool(history.owner.countries) and not hops
            calm = MOVED_SENTENCE if has_moved(group, clusters) else NOTHING
            yield _fact(rows, group, total, calm, named=named, numbered=numbered)


def _is_minor_country(group: pl.DataFrame, home: pl.DataFrame) -> bool:
    """Whether another country has more days. The person's own country may be a single network, too."""
    days: list[int] = home.group_by("country").agg(pl.col("days").sum())["days"].to_list()
    return max(days, default=0) > group["days"].sum()


def _fact(rows: pl.DataFrame, group: pl.DataFrame, total: int, calm: str, *, named: bool, numbered: bool) -> Mark:
    head, cluster = rows.row(0, named=True), group.row(0, named=True)
    # A network without an ASN is as little known as its country, unless other networks have one.
    network_new = group["new_network"] & (group["asn"].is_not_null() | numbered)
    all_new = bool((network_new & group["new_device"]).any())
    named = named and bool(network_new.any())
    calm = LONG_SENTENCE if bool((group["days"] >= MIN_DAYS_OWN).any()) else calm
    reason = calm or (DEVICE_SENTENCE if all_new else UNNAMED_SENTENCE if named else NOTHING)
    parts = [Part(note(UNLIKE_SENTENCE), max(group["score"].to_list()))]
    parts += [Part(note(UNNAMED_SENTENCE), UNLISTED_WEIGHT)] if named else []
    return Mark(
        triggers=refs("logins", [head["row"]]),
        context=refs("logins", rows["row"][1:], MAX_CONTEXT),
        values={
            "country": head["country"],
            "at": display_time(head["at"], head["at_basis"]),
            "network": network_label({**cluster, "country": None}),
            "count": rows.height,
            "others": total - rows.height,
            "note": note(reason) if reason else NOTHING,
        },
        arithmetic=(earlier(total - rows.height, MIN_OTHER_SIGN_INS),),
        score=sum(part.share for part in parts),
        parts=tuple(parts),
        severity=None if (all_new or named) and not calm else "low",
    )
