"""The tables. They hold state and nothing personal: names of files, notes and all contents are in the vault."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.storage.columns import account_column, case_column, case_key_column, short_id, time_column


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


class CaseRow(SQLModel, table=True):
    """One case. Without ``key`` its blobs cannot be decrypted: that is how a case is erased."""

    __tablename__ = "cases"
    id: str = Field(primary_key=True, max_length=32)
    lang: str | None = Field(default=None, max_length=2)
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    key: bytes | None = None  # the case's key, locked with the master key
    key_id: str = Field(default="", max_length=16)  # which master key locks it; empty in rows of earlier versions
    resume_public: str | None = Field(default=None, max_length=8, unique=True)
    resume_hash: str | None = None
    erased_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    # None: a guest's case. No foreign key: a case is erased with its blobs, not dropped along with a row.
    account_id: str | None = Field(default=None, max_length=32, index=True)
    # The person's own, earlier, end of the case.
    keep_until: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    sample: bool = False  # made of the sample export: all of it is invented
    # The number of the latest writing of each of the case's own blobs (``app.storage.blob``).
    blobs: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class AccountRow(SQLModel, table=True):
    """Somebody who signs in by name. ``name_key`` is the name in the form for comparisons: NFKC, case folded."""

    __tablename__ = "accounts"
    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=64)
    name_key: str = Field(max_length=64, unique=True)
    role: str = Field(default="person", max_length=16)  # person | helper | operator
    password_hash: str | None = None  # Argon2id; None where only passkeys or a provider open the account
    totp_secret: bytes | None = None  # locked with the master key
    totp_step: int = Field(
        default=0, sa_type=BigInteger
    )  # the last time step that was used, so that no code works twice
    key_id: str = Field(default="", max_length=16)  # which master key locks ``totp_secret``
    created_at: datetime = Field(default_factory=now, sa_column=time_column())


class PasskeyRow(SQLModel, table=True):
    """One passkey of an account. ``credential`` is the attested credential data (WebAuthn) with which signatures are
    checked; ``id`` is the hex SHA-256 of the credential's id."""

    __tablename__ = "passkeys"
    id: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(sa_column=account_column())
    credential: bytes
    site: str = Field(max_length=255)  # the relying party: the host name under which it was made
    name: str = Field(max_length=64)
    counter: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    used_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class RecoveryCodeRow(SQLModel, table=True):
    """One unused recovery code of an account, as a keyed hash only. A used code is deleted."""

    __tablename__ = "recovery_codes"
    code_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(sa_column=account_column())


class IdentityRow(SQLModel, table=True):
    """The link between an account and a person at an organisation's sign-in service (OIDC)."""

    __tablename__ = "identities"
    issuer: str = Field(primary_key=True, max_length=255)
    subject: str = Field(primary_key=True, max_length=255)
    account_id: str = Field(sa_column=account_column())


class ChallengeRow(SQLModel, table=True):
    """One step of a sign-in that was started and must be finished once, soon and in the same browser. ``id`` is the
    SHA-256 of a secret that only this browser has."""

    __tablename__ = "challenges"
    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=16)
    account_id: str | None = Field(default=None, sa_column=account_column(nullable=True))
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    until: datetime = Field(sa_column=time_column())


class GrantRow(SQLModel, table=True):
    """A case that its person opened to a helper, for a time. ``mode``: read | work, or desk: the helper opened the case
    for a caller who has not taken it over yet."""

    __tablename__ = "grants"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(sa_column=case_column())
    helper_id: str = Field(sa_column=account_column())
    mode: str = Field(max_length=8)
    until: datetime = Field(sa_column=time_column())
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    ended_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class LookRow(SQLModel, table=True):
    """One look of a helper into a case, or one action there: the route, without content."""

    __tablename__ = "looks"
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(sa_column=case_column())
    grant_id: str = Field(max_length=32)
    helper_id: str | None = Field(default=None, sa_column=account_column(nullable=True))
    action: str = Field(max_length=80)
    at: datetime = Field(default_factory=now, sa_column=time_column())


class SessionRow(SQLModel, table=True):
    """One browser: which account is signed in, and which case is open in it. Only the SHA-256 of its cookie is stored.

    ``id`` names it in lists. ``client`` is its browser and system, in a word or two. ``grant_id`` is set while a helper
    has somebody's case open; ``sample_id`` is the sample case that is open instead of the others, which stay unchanged;
    ``confirmed_at`` is when the account's holder last proved who they are; ``renewed_at`` is when the token was made.
    """

    __tablename__ = "sessions"
    token_hash: str = Field(primary_key=True, max_length=64)
    id: str = Field(default_factory=short_id, max_length=16, unique=True)
    case_id: str | None = Field(default=None, sa_column=case_column(nullable=True))
    account_id: str | None = Field(default=None, sa_column=account_column(nullable=True))
    grant_id: str | None = Field(default=None, max_length=32)
    # No foreign key, as for the account of a case.
    sample_id: str | None = Field(default=None, max_length=32, index=True)
    client: str = Field(default="", max_length=32)
    created_at: datetime = Field(default_factory=now, sa_column=time_column())
    seen_at: datetime = Field(default_factory=now, sa_column=time_column())
    renewed_at: datetime = Field(default_factory=now, sa_column=time_column())
    confirmed_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class UploadRow(SQLModel, table=True):
    """One file that was handed in. ``id`` names its blobs. ``fingerprint`` is its SHA-256 under the case's key: it
    recognises the same file inside the case, and nobody can ask the database who has a certain file."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("case_id", "fingerprint"), UniqueConstraint("case_id", "number"))
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(sa_column=case_column())
    number: int  # order in the case, from 1, never used twice: `upload` of the events
    size: int = Field(sa_type=BigInteger)
    fingerprint: str = Field(max_length=64)
    state: str = Field(
        default="stored", max_length=16
    )  # stored | read | expired (the original is gone, its events stay)
    created_at: datetime = Field(default_factory=now, sa_column=time_column())


class VerdictRow(SQLModel, table=True):
    """``subject`` is ``finding:<id>``, ``entity:<kind>:<HMAC>`` or ``question:<HMAC>``, under the case's key, or
    ``entries:<random id of a change>:<verdict>``. ``triggers`` are the ids of the events that a finding or such a
    change is about."""

    __tablename__ = "verdicts"
    case_id: str = Field(sa_column=case_key_column())
    subject: str = Field(primary_key=True, max_length=160)
    verdict: str = Field(max_length=16)  # the owner's word: mine | family | not_mine | not_sure | mine_unpaid
    at: datetime = Field(default_factory=now, sa_column=time_column())
    triggers: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    through: str | None = Field(default=None, max_length=8)  # who wrote it down: person | helper; null: not known


class ProgressRow(SQLModel, table=True):
    """How far one step is, for one shop, card or finding. ``subject`` tells them apart: empty, a finding's id, or a
    hash under the case's key. ``rev`` counts the changes; ``content`` is the revision of the step that was done,
    ``findings`` the findings behind it then."""

    __tablename__ = "progress"
    case_id: str = Field(sa_column=case_key_column())
    step: str = Field(primary_key=True, max_length=120)
    subject: str = Field(default="", primary_key=True, max_length=32)
    state: str = Field(max_length=16)  # todo | doing | waiting | later | done | not_for_me
    at: datetime = Field(default_factory=now, sa_column=time_column())
    rev: int = 1
    reason: str = Field(default="", max_length=16)  # why it is not for this person
    content: int = 1
    findings: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class EvidenceRow(SQLModel, table=True):
    """A file kept as evidence, stored in the vault unchanged. The pipeline does not read it. ``id`` names its blobs;
    ``fingerprint`` is its SHA-256 under the case's key; ``step`` is empty where it proves no step."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("case_id", "step", "subject", "fingerprint"),
        Index("ix_evidence_case_id_number", "case_id", "number", unique=True),
    )
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(sa_column=case_column())
    number: int  # of the exhibit, from 1, never used twice in a case
    step: str = Field(max_length=120)
    subject: str = Field(default="", max_length=32)
    size: int = Field(sa_type=BigInteger)
    fingerprint: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_column=time_column())


class SightingRow(SQLModel, table=True):
    """The history of a finding over new exports. ``state``: seen | gone | back; ``at`` is when that began; ``uploads``
    are the numbers of the uploads at its last sighting, ``first`` the newest upload at its first sighting; ``triggers``
    the ids of its events, and ``left_at`` is when an examination first found it no more."""

    __tablename__ = "sightings"
    case_id: str = Field(sa_column=case_key_column())
    finding: str = Field(primary_key=True, max_length=64)
    detector: str = Field(max_length=64)
    state: str = Field(default="seen", max_length=8)
    at: datetime = Field(default_factory=now, sa_column=time_column())
    first: int = 0
    uploads: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    triggers: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
    left_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class SymptomRow(SQLModel, table=True):
    """A symptom that the person chose."""

    __tablename__ = "symptoms"
    case_id: str = Field(sa_column=case_key_column())
    symptom: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(default_factory=now, sa_column=time_column())


class RunRow(SQLModel, table=True):
    """The examination of a case. ``wanted`` goes up when something changed; it is done when ``examined`` has caught up.

    ``network`` and ``browser`` are keyed hashes of where the request came from, for fair turns; they are emptied when
    the run ends. ``tries`` counts how often in a row the run was begun and cut off. ``holder`` is the process that
    carries the run out, and ``beat_at`` when it last said so, by the clock of the database."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_state_at", "state", "at"),)
    case_id: str = Field(sa_column=case_key_column())
    state: str = Field(default="queued", max_length=16)  # queued | running | done | failed
    wanted: int = 1
    examined: int = Field(default=0, sa_column_kwargs={"name": "made"})  # the database calls it so
    tries: int = 0
    done: int = 0  # files read so far
    total: int = 0  # files to read, as far as known
    rows: int = Field(default=0, sa_type=BigInteger)  # rows read so far
    at: datetime = Field(default_factory=now, sa_column=time_column())
    error: str | None = Field(default=None, max_length=32)  # a short id that the log has too
    asked_at: datetime = Field(default_factory=now, sa_column=time_column())  # since when it waits for its turn
    seconds: float | None = None  # how long the last complete run took
    network: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=64)
    holder: str = Field(default="", max_length=16)
    pictures: int = 0  # that are still to be read, once everything else was
    beat_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class ReservationRow(SQLModel, table=True):
    """Space reserved for a submission while its bytes arrive. ``case_id`` may belong to a case that is not opened yet.
    After ``until`` it no longer counts: the process that receives the bytes extends it while they arrive."""

    __tablename__ = "reservations"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32, index=True)
    network: str = Field(default="", max_length=64)
    size: int = Field(sa_type=BigInteger)
    until: datetime = Field(sa_column=time_column())


class AttemptRow(SQLModel, table=True):
    """How often something was done or tried, until a time. ``subject`` is a keyed hash: of an address, a browser, a
    case or a code's public part, with the action. ``until`` may also be when a network last had its turn."""

    __tablename__ = "attempts"
    subject: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    until: datetime = Field(sa_column=time_column())


class AuditRow(SQLModel, table=True):
    """An event of a case, without its content. It outlives the case."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(max_length=32, index=True)
    event: str = Field(max_length=32)
    at: datetime = Field(default_factory=now, sa_column=time_column())
