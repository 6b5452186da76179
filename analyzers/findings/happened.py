"""What happened, by the rows of a finding: its sign-ins, its changes of an account, and what the owner denied, in words
by which the plan knows what they mean. ``checklists/findings.yaml`` says which facts each word states."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from analyzers.events.schemas import CHANGE_KINDS, Row
from analyzers.rules.contract import DISOWNED, tags_of

SIGN_IN, FAILED_SIGN_IN = "sign_in", "sign_in.failed"
# Of findings that were stored before they said what happened: by the tags of their rules.
BY_TAG: Mapping[str, str] = {
    "sign_in": SIGN_IN, "chain": SIGN_IN, "unused_device": SIGN_IN, "device": "device", "control": "change.other",
}  # fmt: skip


class Happened(Struct, frozen=True):
    """One kind of event (``sign_in``, ``change.password``, ``order``), and the shop or service where it happened, as
    the events name it; null where they name none."""

    event: str
    at: str | None = None


def of_row(table: str, row: Row) -> Happened | None:
    """What an event that a rule cites is, if it is a sign-in or a change; what a rule finds in others, it says."""
    if table == "logins":
        return Happened(FAILED_SIGN_IN if row["success"] is False else SIGN_IN, row["service"])
    return Happened(_change(row["kind"]), row["service"]) if table == "changes" else None


def of_unit(unit: Row) -> Happened:
    """What an event is that the owner was asked about (``analyzers.book.entries``)."""
    if unit["table"] == "logins":
        return Happened(FAILED_SIGN_IN if unit["more"] else SIGN_IN, unit["shop"])
    return Happened(_change(unit["more"]) if unit["table"] == "changes" else unit["kind"], unit["shop"])


def together(events: Iterable[Happened | None]) -> tuple[Happened, ...]:
    """The different ones, in their order."""
    return tuple(dict.fromkeys(event for event in events if event))


def by_rule(detector: str) -> tuple[Happened, ...]:
    """What is known to have happened where a finding names nothing but its rule."""
    if detector == DISOWNED:
        return (Happened("order"),)
    tags = tags_of(detector)
    return together(Happened(word) for tag, word in BY_TAG.items() if tag in tags)


def _change(kind: str | None) -> str:
    return "device" if kind == "device" else f"change.{kind if kind in CHANGE_KINDS else 'other'}"
