"""Rows of sign-ins for tests, and the clusters they make."""

from datetime import UTC, datetime, timedelta
from typing import Any

from analyzers.events.history import History
from analyzers.events.owner import Owner
from analyzers.features import sign_ins
from analyzers.features.sign_ins import SignIns
from tests.analyzers.detector_cases import frame

START = datetime(2026, 1, 1, tzinfo=UTC)
HOME: dict[str, Any] = {
    "asn": 17676,
    "prefix": "126.0.0.0/24",
    "ip": "126.0.0.1",
    "country": "JP",
    "network_kind": "carrier",
}
PHONE = "App : GMAIL_APP. Os : IOS_OS."
LAPTOP = "App : CHROME. App Version : 120.0. Os : WINDOWS."
AWAY: dict[str, Any] = {
    "asn": 24940,
    "prefix": "5.9.0.0/24",
    "ip": "5.9.0.1",
    "country": "DE",
    "network_kind": "hosting",
}


def rows(count: int, first: float = 0, every: float = 1, **given: Any) -> list[dict[str, Any]]:
    """Sign-ins of one kind, days after the start."""
    return [{"at": START + timedelta(days=first + every * n), **given} for n in range(count)]


def signins(*some: list[dict[str, Any]], owner: Owner | None = None) -> SignIns:
    """The clusters of some sign-ins."""
    every = [row for one in some for row in one]
    events = [{"line": n, "upload": 0, "path": "log.csv", **row} for n, row in enumerate(every)]
    return History.build({"logins": [frame("logins", events)]}, owner).of(sign_ins.measure)


DAY, HOUR = timedelta(days=1), timedelta(hours=1)
