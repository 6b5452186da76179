"""Values of sentences in stored and public data, with every time as text."""

from datetime import UTC, date, datetime

from analyzers.events.marks import Sentence, Value, Values


class StoredValues(dict[str, Value]):
    """The values of a sentence with every time as text. It is a separate type, so that the decoder of stored JSON knows
    where money and sentences are."""


def moment(at: datetime | date | None) -> str | None:
    """A time or a day as text."""
    if isinstance(at, datetime):
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return at.isoformat() if at else None


def time_of(at: str | None) -> datetime | None:
    """The inverse of ``moment`` for times; a day without a time becomes midnight in UTC."""
    if at is None:
        return None
    time = datetime.fromisoformat(at)
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def stored_values(values: Values, zone: str | None = None) -> StoredValues:
    """The values of a sentence as a finding holds them: times as ISO text in UTC with the zone in which they are shown
    (``2026-03-03T09:00:00Z[Asia/Tokyo]``), days as ISO text."""
    mark = f"[{zone}]" if zone and zone != "UTC" else ""
    return StoredValues({name: _stored(value, mark) for name, value in values.items()})


def _stored(value: Value, mark: str) -> Value:
    if isinstance(value, date):  # which a datetime is too
        return (moment(value) or "") + (mark if isinstance(value, datetime) else "")
    if isinstance(value, Sentence):
        return Sentence(
            value.key, StoredValues({name: _stored(content, mark) for name, content in value.values.items()})
        )
    if isinstance(value, tuple | list):
        return tuple(_stored(part, mark) for part in value)
    return value
