"""Suspicious events on one timeline. Detectors that would raise too many false alarms alone ask for a corroborating
signal."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import polars as pl

from analyzers import N_
from analyzers.events.history import History
from analyzers.events.marks import Part, Ref, Sentence
from analyzers.events.schemas import known_by
from analyzers.events.statuses import counts
from analyzers.events.values import NOTHING, note
from analyzers.features import order_links, placed_orders, recipients, sign_ins
from analyzers.features.gift_cards import unusual_gift_cards
from analyzers.features.new_addresses import RELATIVES, NewAddress, NewAddresses, Oddity
from analyzers.features.sign_ins import NEW_COUNTRY_OR_HOSTING, UNFAMILIAR_NETWORK, SignIns, network_key
from analyzers.thresholds.case import Signals as Limits
from analyzers.thresholds.login import SignIns as SignInLimits

SignalKind = Literal["login", "control", "device", "card", "address", "gift_card", "balance"]
# Oddities that neither a gift message nor the recipient's name explains.
COSTLY_ODDITIES: tuple[Oddity, ...] = ("recent_expense", "unlisted", "new_shop", "burst", "strangers")
# What somebody changes to get into an account again, or to keep others out. A linked app or a rule of a mailbox is no
# part of it: people add these all the time, and nothing was measured that says what such a signal is worth.
CONTROL_CHANGES: tuple[str, ...] = ("password", "mail", "phone", "two_step", "passkey", "recovery")

SIGNAL_SENTENCES: dict[SignalKind, str] = {
    "login": N_(
        "Around that time the account was used over a network or with a device that appears "
        "nowhere else in your history."
    ),
    "control": N_(
        "Around that time the password, the email address, the phone number, the two-step verification, a passkey or a "
        "way to get back in was changed from a place that is not usual for you."
    ),
    "device": N_("Around that time a device was added to the account."),
    "card": N_("Around that time a payment card was added to the account."),
    "address": N_("Around that time an order went to a recipient who appears in no earlier order."),
    "gift_card": N_("Around that time gift cards were bought, which is not usual for you."),
    "balance": N_(
        "Around that time your balance was used, or money was paid back, for an order that is not in your list."
    ),
}


ODDITY_SENTENCES: dict[Oddity, str] = {
    "recent_expense": N_(
        "What was first ordered there cost far more than usual, nothing had gone there before, and it was recent."
    ),
    "unlisted": N_("You named the addresses that you know, this is not one of them, and it was recent."),
    "new_shop": N_("It was placed at a shop that appears in no earlier order."),
    "burst": N_(
        "Within two weeks several orders, for more than usual, went to somebody who does not appear in earlier orders."
    ),
    "strangers": N_("Within a few weeks orders went to several people who do not appear in earlier orders."),
    "repeated_expense": N_(
        "Within a month two or more orders for far more than usual went there, where none had gone before."
    ),
    "expensive": N_("It cost far more than your other orders, and its recipient does not appear in earlier orders."),
    "new_payment": N_(
        "It was paid in a way that appears in no earlier order, and its recipient does not appear in earlier orders."
    ),
}
EXCUSE_SENTENCES = {
    "gift": N_("This order carries a gift message or names somebody who receives it as a gift."),
    "regular": N_("Later orders repeatedly went to the same address."),
    "household": N_("The recipient belongs to your household, as you said."),
    "member": N_("The recipient belongs to your household, as you said."),
    "recipient": N_("The recipient is named in earlier orders."),
    "rare_recipient": N_("The recipient is named in earlier orders."),
    "relative": N_("The recipient has the family name of somebody in your household, as you said."),
    "family": N_("The recipient has the family name of somebody in your first orders."),
    "institution": N_(
        "The recipient or the building seems to be one that holds things for many people, such as "
        "a shelter, a hospital or a care home."
    ),
    "gift_recipient": N_("Earlier orders went to several other people too, so presents may be usual for you."),
}


class Signal(NamedTuple):
    """One suspicious event; ``strong`` if harmless explanations are rare."""

    at: datetime
    kind: SignalKind
    ref: Ref
    strong: bool


class Signals(NamedTuple):
    """All signals, oldest first."""

    all: tuple[Signal, ...] = ()

    def near(
        self,
        at: datetime,
        kinds: Iterable[SignalKind],
        before: timedelta | None = None,
        after: timedelta = timedelta(0),
        strong: bool = False,
    ) -> list[Signal]:
        """The signals of these ``kinds`` from ``before`` (default ``WINDOW``) before ``at`` until ``after`` after it;
        the nearest of each kind."""
        first = bisect_left(self.all, at - (Limits.WINDOW if before is None else before), key=lambda signal: signal.at)
        some = self.all[first : bisect_right(self.all, at + after, key=lambda signal: signal.at)]
        nearest: dict[SignalKind, Signal] = {}
        for signal in sorted(some, key=lambda signal: (abs(at - signal.at), not signal.strong)):
            if signal.kind in kinds and (signal.strong or not strong):
                nearest.setdefault(signal.kind, signal)
        return sorted(nearest.values())


def suspicious_rows(signins: SignIns) -> pl.DataFrame:
    """The suspicious sign-ins (row, at, ``strong``).

    A sign-in is suspicious if its network is seen at no other time and its device or its country neither, or if it uses
    a hosting network. ``strong``: the device is new, and the country is new or the network a hosting network. A device
    that uses hosting networks on many days is behind the owner's VPN and left out; so are relays.
    """
    unlike = UNFAMILIAR_NETWORK & (pl.col("new_device") | NEW_COUNTRY_OR_HOSTING)
    relay = (pl.col("network_kind") == "relay").fill_null(False)
    clusters = signins.clusters.filter(
        unlike & ~relay & (pl.col("rented_days") < SignInLimits.MIN_DAYS_OWN)
    ).with_columns(strong=pl.col("new_device") & NEW_COUNTRY_OR_HOSTING)
    rows = signins.of(clusters).join(clusters.select("cluster", "strong"), on="cluster")
    return rows.select("row", "at", "strong").sort("at", "row").head(Limits.MAX_SIGNALS)


def measure(history: History) -> Signals:
    """The signals of the history (see ``find_signals``)."""
    return find_signals(
        history.bought,
        history.of(recipients.measure),
        history.of(placed_orders.measure),
        history.of(order_links.measure)._asdict(),
        history.of(sign_ins.measure),
    )


def find_signals(
    tables: Mapping[str, pl.DataFrame],
    new: NewAddresses,
    placed: pl.DataFrame,
    links: Mapping[str, pl.DataFrame],
    signins: SignIns,
) -> Signals:
    """All signals of new addresses, of ``placed`` orders, and of the tables changes, refunds, ledger and payments.
    ``links`` link the last three to orders."""
    logins = suspicious_rows(signins)
    result = [Signal(at, "login", Ref("logins", row), strong) for row, at, strong in logins.iter_rows()]
    result += _changed(tables["changes"], signins, logins)
    result += [
        Signal(address.at, "address", Ref("orders", address.rows["row"][0]), False) for address in new.unexplained
    ]
    cards = unusual_gift_cards(placed).head(Limits.MAX_SIGNALS)
    result += [Signal(at, "gift_card", Ref("orders", row), False) for at, row in cards.select("at", "row").iter_rows()]
    for table, linked in links.items():
        lost = linked.filter(pl.col("state") == "unlinked").select("row")
        rows = (
            tables[table]
            .join(lost, on="row")
            .filter(pl.col("at").is_not_null())
            .sort("at", "row")
            .head(Limits.MAX_SIGNALS)
        )
        if table == "payments":
            rows = rows.filter(counts())
        if table == "ledger":
            rows = rows.filter((pl.col("amount_minor") < 0).fill_null(False))
        result += [Signal(at, "balance", Ref(table, row), True) for at, row in rows.select("at", "row").iter_rows()]
    return Signals(tuple(sorted(result)))


def _changed(changes: pl.DataFrame, signins: SignIns, suspicious: pl.DataFrame) -> Iterator[Signal]:
    """The signals of changes: a change soon after a suspicious sign-in, from an unknown country or over a hosting
    network, and every added card. Changes over one of the person's usual networks are left out. A change counts as
    the kind by which it is known, so that a file which is read anew brings the same findings."""
    times = suspicious["at"].to_list()
    known = set(signins.clusters.filter(~UNFAMILIAR_NETWORK)["country"].drop_nulls())
    enough = signins.rows.height - suspicious.height >= Limits.MIN_OTHER_SIGN_INS
    usual = signins.clusters.filter(~pl.col("new_network"))["net"].drop_nulls().unique()
    own = pl.col("asn").is_not_null() & network_key("country", False).is_in(usual.implode())
    odd = pl.col("at").is_not_null() & ~pl.col("removed").fill_null(False) & ~own.fill_null(False)
    rows = changes.filter(odd).sort("at", "row").tail(Limits.MAX_SIGNALS)
    columns = ("row", "at", known_by("changes", "kind"), "country", "network_kind")
    for row, at, kind, country, network in rows.select(columns).iter_rows():
        signal = _SIGNAL_OF_CHANGE.get(kind)
        soon = bisect_left(times, at - Limits.CHANGE_WINDOW) < bisect_right(times, at)
        away = enough and ((country is not None and country not in known) or network == "hosting")
        if signal and (soon or away or signal == "card"):
            yield Signal(at, signal, Ref("changes", row), soon or away)


_SIGNAL_OF_CHANGE: dict[str, SignalKind] = {
    **dict.fromkeys(CONTROL_CHANGES, "control"),
    "device": "device",
    "card": "card",
}


def weight(signals: list[Signal]) -> float:
    """The total weight of the signals, on the scale of a surprise (roughly nats)."""
    return sum(part.share for part in weights(signals))


def weights(signals: list[Signal]) -> list[Part]:
    """The weight of each signal, with its sentence."""
    return [
        Part(note(SIGNAL_SENTENCES[signal.kind]), Limits.STRONG_WEIGHT if signal.strong else Limits.WEAK_WEIGHT)
        for signal in signals
    ]


def sentences_of(signals: list[Signal]) -> tuple[Sentence, ...]:
    """The sentence of each signal, for the arithmetic of a mark."""
    return tuple(part.sentence for part in weights(signals))


def first_sentence(signals: list[Signal]) -> Sentence | str:
    """The sentence of the first signal as a value of another sentence; empty without signals."""
    return note(SIGNAL_SENTENCES[signals[0].kind]) if signals else NOTHING


def _weight_of(oddity: Oddity) -> float:
    return Limits.COSTLY_WEIGHT if oddity in COSTLY_ODDITIES else Limits.ODDITY_WEIGHTS[oddity]


class Assessment(NamedTuple):
    """The assessment of a new address: the ``corroborating`` signals, a sentence for the suspicion (``reason``) and
    one against it (``excuse``) or empty texts, whether it is explained (``harmless``), and the ``weight`` of the
    suspicion (0: none) as the sum of its ``parts``."""

    corroborating: list[Signal]
    reason: Sentence | str
    excuse: Sentence | str
    harmless: bool
    weight: float
    parts: tuple[Part, ...]


def assess(address: NewAddress, signals: Signals, kinds: Iterable[SignalKind]) -> Assessment:
    """Assesses a new address.

    A present or an address that became usual is harmless; the latter not if the owner's list lacks it. For a recipient
    who is no stranger only strong signals count. Several expensive orders are not explained by a gift message or the
    recipient's name, unless the recipient is a relative or an institution; neither are ``COSTLY_ODDITIES``.
    """
    costly = not set(COSTLY_ODDITIES).isdisjoint(address.oddities)
    costly = costly or ("repeated_expense" in address.oddities and address.relation not in (*RELATIVES, "institution"))
    excuse = "gift" if address.gift else "regular" if address.regular or address.lasting else address.relation
    usual = address.lasting or (address.regular and "unlisted" not in address.oddities)
    harmless = usual or (address.gift and not costly)
    corroborating = [] if harmless else signals.near(address.at, kinds, strong=not address.stranger)
    odd = address.oddities if (address.stranger or costly) and not harmless else ()
    reason = first_sentence(corroborating) or (note(ODDITY_SENTENCES[odd[0]]) if odd else NOTHING)
    parts = (
        *weights(corroborating),
        *(Part(note(ODDITY_SENTENCES[oddity]), _weight_of(oddity)) for oddity in odd),
    )
    weight = sum(part.share for part in parts)
    return Assessment(
        corroborating, reason, note(EXCUSE_SENTENCES[excuse]) if excuse else NOTHING, harmless, weight, parts
    )
