"""The person's notes, contacts, deadlines and evidence, as the summary holds them."""

from msgspec import Struct, field


class Note(Struct, frozen=True):
    """The person's note on a step; ``about`` names its shop, card or finding."""

    step: str
    title: str
    about: str
    text: str


class MemberAnswer(Struct, frozen=True):
    """Who at home was asked about what, and what they answered."""

    who: str
    on: str
    when: str
    about: str
    answer: str
    note: str


class Happened(Struct, frozen=True):
    """A line of the course of events by the answers; ``at`` is its day and ``when`` the same in words, both empty where
    no day is known."""

    symptom: str
    at: str
    when: str
    what: str


class Contact(Struct, frozen=True):
    """An entry of the contact log."""

    number: int
    recipient: str
    channel: str
    at: str
    agent: str
    case_number: str
    subject: str
    statement: str = field(name="said")
    promise: str
    next: str
    closed: bool
    zone: str
    when: str
    channel_name: str
    promised_on: str
    promised_by: str


class Contradiction(Struct, frozen=True):
    """Two entries of the contact log, by their numbers, that do not agree, and what each says."""

    first: int
    second: int
    sentence: str


class Deadline(Struct, frozen=True):
    """A day by which something must be done; null where it depends on a day that is not known. ``about`` names its
    card, ``uid`` is its id in calendars; ``passed`` says that it was before the day of the summary."""

    id: str
    on: str | None
    when: str
    title: str
    effect: str
    about: str = ""
    uid: str = ""
    passed: bool = False


class Kept(Struct, frozen=True):
    """A file kept as evidence. Its number is never used again; ``exhibit`` is the same in words, for letters and the
    table of evidence. ``kind`` and ``how`` are names of ``summary.exhibits``. ``acquired_at`` is a day, or a time with
    its offset; details that the person did not give are empty."""

    number: int
    name: str
    sha256: str
    bytes: int
    at: str
    when: str
    step: str
    title: str
    about: str
    exhibit: str = ""
    kind: str = "other"
    kind_name: str = ""
    how: str = ""
    how_name: str = ""
    service: str = ""
    note: str = ""
    acquired_at: str = ""
    acquired: str = ""
