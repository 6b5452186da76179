"""The tables. They hold state and nothing personal: names of files, notes and all contents lie in the vault."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. A naive value is refused, because SQLite would give it back as if it were anybody's local time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def _short() -> str:
    return secrets.token_hex(8)


def _case(nullable: bool = False) -> Any:
    return Column(String(32), ForeignKey("cases.id", ondelete="CASCADE"), nullable=nullable, index=True)


def _account(nullable: bool = False) -> Any:
    return Column(String(32), ForeignKey("accounts.id", ondelete="CASCADE"), nullable=nullable, index=True)


def _case_key() -> Any:
    return Column(String(32), ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)


def _at(nullable: bool = False) -> Any:
    return Column(UtcDateTime(), nullable=nullable)


class CaseRow(SQLModel, table=True):
    """One case. Without ``key`` its blobs are noise: that is how a case is erased."""

    __tablename__ = "cases"
    id: str = Field(primary_key=True, max_length=32)
    lang: str | None = Field(default=None, max_length=2)
    created_at: datetime = Field(default_factory=now, sa_column=_at())
    key: bytes | None = None  # the case's key, locked with the master key
    key_id: str = Field(default="", max_length=16)  # which master key locks it; empty in rows of earlier versions
    resume_public: str | None = Field(default=None, max_length=8, unique=True)
    resume_hash: str | None = None
    erased_at: datetime | None = Field(default=None, sa_column=_at(nullable=True))
    # None: a guest's case. No foreign key: a case is erased with its blobs, not dropped along with a row.
    account_id: str | None = Field(default=None, max_length=32, index=True)
    # The person's own, earlier, end of the case.
    keep_until: datetime | None = Field(default=None, sa_column=_at(nullable=True))
    sample: bool = False  # made of the sample export: all of it is invented


class AccountRow(SQLModel, table=True):
    """Somebody who signs in by name. ``name_key`` is the name as it is compared: NFKC, case folded."""

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
    created_at: datetime = Field(default_factory=now, sa_column=_at())


class PasskeyRow(SQLModel, table=True):
    """One passkey of an account. ``credential`` is the attested credential data (WebAuthn) that signatures are
    checked with; ``id`` is the hex SHA-256 of the credential's id."""

    __tablename__ = "passkeys"
    id: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(sa_column=_account())
    credential: bytes
    site: str = Field(max_length=255)  # the relying party: the host name under which it was made
    name: str = Field(max_length=64)
    counter: int = Field(default=0, sa_type=BigInteger)
    created_at: datetime = Field(default_factory=now, sa_column=_at())
    used_at: datetime | None = Field(default=None, sa_column=_at(nullable=True))


class RecoveryCodeRow(SQLModel, table=True):
    """One unused recovery code of an account: only a keyed hash of it. A code that was used is deleted."""

    __tablename__ = "recovery_codes"
    code_hash: str = Field(primary_key=True, max_length=64)
    account_id: str = Field(sa_column=_account())


class IdentityRow(SQLModel, table=True):
    """Whom an organisation's sign-in service (OIDC) knows as an account of ours."""

    __tablename__ = "identities"
    issuer: str = Field(primary_key=True, max_length=255)
    subject: str = Field(primary_key=True, max_length=255)
    account_id: str = Field(sa_column=_account())


class ChallengeRow(SQLModel, table=True):
    """One step of a sign-in that was begun and must be ended once, soon and in the same browser. ``id`` is the SHA-256
    of what that browser holds."""

    __tablename__ = "challenges"
    id: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=16)
    account_id: str | None = Field(default=None, sa_column=_account(nullable=True))
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    until: datetime = Field(sa_column=_at())


class GrantRow(SQLModel, table=True):
    """A case that its person opened to a helper, for a time. ``mode``: read | work."""

    __tablename__ = "grants"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(sa_column=_case())
    helper_id: str = Field(sa_column=_account())
    mode: str = Field(max_length=8)
    until: datetime = Field(sa_column=_at())
    created_at: datetime = Field(default_factory=now, sa_column=_at())
    ended_at: datetime | None = Field(default=None, sa_column=_at(nullable=True))


class LookRow(SQLModel, table=True):
    """One look of a helper into a case, or one thing that a helper did in it: the route, no content."""

    __tablename__ = "looks"
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(sa_column=_case())
    grant_id: str = Field(max_length=32)
    helper_id: str | None = Field(default=None, sa_column=_account(nullable=True))
    action: str = Field(max_length=80)
    at: datetime = Field(default_factory=now, sa_column=_at())


class SessionRow(SQLModel, table=True):
    """One browser: which account is signed in, and which case is open in it. Of its cookie only the SHA-256.

    ``id`` names it in lists. ``client`` says which browser and system it is, in a word or two of ours. ``grant_id`` is
    set while a helper has somebody's case open; ``sample_id`` is the case of the sample export that is open instead of
    all that, and leaves it as it is; ``confirmed_at`` is when the account's holder last proved who they are;
    ``renewed_at`` is when the token was made.
    """

    __tablename__ = "sessions"
    token_hash: str = Field(primary_key=True, max_length=64)
    id: str = Field(default_factory=_short, max_length=16, unique=True)
    case_id: str | None = Field(default=None, sa_column=_case(nullable=True))
    account_id: str | None = Field(default=None, sa_column=_account(nullable=True))
    grant_id: str | None = Field(default=None, max_length=32)
    # No foreign key, as for the account of a case.
    sample_id: str | None = Field(default=None, max_length=32, index=True)
    client: str = Field(default="", max_length=32)
    created_at: datetime = Field(default_factory=now, sa_column=_at())
    seen_at: datetime = Field(default_factory=now, sa_column=_at())
    renewed_at: datetime = Field(default_factory=now, sa_column=_at())
    confirmed_at: datetime | None = Field(default=None, sa_column=_at(nullable=True))


class UploadRow(SQLModel, table=True):
    """One thing handed in. ``id`` names its blobs. ``fingerprint`` is its SHA-256 under the case's key, so that the
    same file is known again inside the case and nobody can ask the database who has a certain file."""

    __tablename__ = "uploads"
    __table_args__ = (UniqueConstraint("case_id", "fingerprint"), UniqueConstraint("case_id", "number"))
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(sa_column=_case())
    number: int  # order in the case, from 1, never used twice: `upload` of the events
    size: int = Field(sa_type=BigInteger)
    fingerprint: str = Field(max_length=64)
    state: str = Field(
        default="stored", max_length=16
    )  # stored | read | expired (the original is gone, its events stay)
    created_at: datetime = Field(default_factory=now, sa_column=_at())


class VerdictRow(SQLModel, table=True):
    """``subject`` is ``finding:<id>``, ``entity:<kind>:<HMAC>`` or ``question:<HMAC>``, under the case's key."""

    __tablename__ = "verdicts"
    case_id: str = Field(sa_column=_case_key())
    subject: str = Field(primary_key=True, max_length=160)
    verdict: str = Field(max_length=16)  # mine | family | not_mine | not_sure
    at: datetime = Field(default_factory=now, sa_column=_at())
    triggers: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class ProgressRow(SQLModel, table=True):
    """How far one step is, for one shop, card or finding. ``subject`` tells them apart: empty, a finding's id, or a
    hash under the case's key. ``rev`` counts the changes; ``content`` is the revision of the step that was done,
    ``findings`` the findings behind it then."""

    __tablename__ = "progress"
    case_id: str = Field(sa_column=_case_key())
    step: str = Field(primary_key=True, max_length=120)
    subject: str = Field(default="", primary_key=True, max_length=32)
    state: str = Field(max_length=16)  # todo | doing | waiting | later | done | not_for_me
    at: datetime = Field(default_factory=now, sa_column=_at())
    rev: int = 1
    reason: str = Field(default="", max_length=16)  # why it is not for this person
    content: int = 1
    findings: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class EvidenceRow(SQLModel, table=True):
    """A file kept as evidence, put into the vault as it came. The pipeline does not read it. ``id`` names its blobs;
    ``fingerprint`` is its SHA-256 under the case's key; ``step`` is empty where it proves no step."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("case_id", "step", "subject", "fingerprint"),
        Index("ix_evidence_case_id_number", "case_id", "number", unique=True),
    )
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(sa_column=_case())
    number: int  # of the exhibit, from 1, never used twice in a case
    step: str = Field(max_length=120)
    subject: str = Field(default="", max_length=32)
    size: int = Field(sa_type=BigInteger)
    fingerprint: str = Field(max_length=64)
    created_at: datetime = Field(default_factory=now, sa_column=_at())


class SightingRow(SQLModel, table=True):
    """What new exports say of a finding. ``state``: seen | gone | back; ``at`` is when that began; ``uploads`` are
    the numbers of what was handed in when it was last seen, ``first`` the newest of them when it was seen first."""

    __tablename__ = "sightings"
    case_id: str = Field(sa_column=_case_key())
    finding: str = Field(primary_key=True, max_length=64)
    detector: str = Field(max_length=64)
    state: str = Field(default="seen", max_length=8)
    at: datetime = Field(default_factory=now, sa_column=_at())
    first: int = 0
    uploads: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class SymptomRow(SQLModel, table=True):
    """What the person says has happened."""

    __tablename__ = "symptoms"
    case_id: str = Field(sa_column=_case_key())
    symptom: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(default_factory=now, sa_column=_at())


class RunRow(SQLModel, table=True):
    """The examination of a case. ``wanted`` goes up when something changed; it is done when ``made`` has caught up.

    ``network`` and ``browser`` are keyed hashes of where the request came from, for fair turns; they are emptied when
    the run ends. ``tries`` counts how often in a row the run was begun and cut off. ``holder`` is the process that
    carries the run out, and ``beat_at`` when it last said so, by the clock of the database."""

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_state_at", "state", "at"),)
    case_id: str = Field(sa_column=_case_key())
    state: str = Field(default="queued", max_length=16)  # queued | running | done | failed
    wanted: int = 1
    made: int = 0
    tries: int = 0
    done: int = 0  # files read so far
    total: int = 0  # files to read, as far as known
    rows: int = Field(default=0, sa_type=BigInteger)  # rows read so far
    at: datetime = Field(default_factory=now, sa_column=_at())
    error: str | None = Field(default=None, max_length=32)  # a short id that the log has too
    asked_at: datetime = Field(default_factory=now, sa_column=_at())  # since when it waits for its turn
    seconds: float | None = None  # how long the last complete run took
    network: str = Field(default="", max_length=64)
    browser: str = Field(default="", max_length=64)
    holder: str = Field(default="", max_length=16)
    beat_at: datetime | None = Field(default=None, sa_column=_at(nullable=True))


class ReservationRow(SQLModel, table=True):
    """Room that is kept for a submission while its bytes arrive. ``case_id`` may belong to a case that is not opened
    yet. After ``until`` it no longer counts: whoever takes the bytes moves that on as long as some arrive."""

    __tablename__ = "reservations"
    id: str = Field(primary_key=True, max_length=32)
    case_id: str = Field(max_length=32, index=True)
    network: str = Field(default="", max_length=64)
    size: int = Field(sa_type=BigInteger)
    until: datetime = Field(sa_column=_at())


class AttemptRow(SQLModel, table=True):
    """How often something was done or tried until a moment. ``subject`` is a keyed hash: of an address, a browser, a
    case or a code's public part, with what was done. ``until`` may also be when a network last had its turn."""

    __tablename__ = "attempts"
    subject: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    until: datetime = Field(sa_column=_at())


class AuditRow(SQLModel, table=True):
    """What happened to a case, without a word of its content. It outlives the case."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(max_length=32, index=True)
    event: str = Field(max_length=32)
    at: datetime = Field(default_factory=now, sa_column=_at())


class ServerSecretRow(SQLModel, table=True):
    """The secret of the server, locked with a master key: one row."""

    __tablename__ = "server_secret"
    id: int = Field(default=1, primary_key=True)
    secret: bytes
    key_id: str = Field(max_length=16)  # which master key locks it


class TombstoneRow(SQLModel, table=True):
    """A file or an account that was removed. The list of tombstones (``app.storage.tombstones``) is completed from
    these rows; of an erased case its own row stays."""

    __tablename__ = "tombstones"
    kind: str = Field(primary_key=True, max_length=16)  # account | evidence | upload
    id: str = Field(primary_key=True, max_length=64)
    at: datetime = Field(default_factory=now, sa_column=_at())


class BackupRow(SQLModel, table=True):
    """One backup that was made and read back. ``missing``: files that were damaged or gone before it was made."""

    __tablename__ = "backups"
    id: str = Field(default_factory=_short, primary_key=True, max_length=16)
    at: datetime = Field(sa_column=_at())  # the moment whose state it holds
    verified_at: datetime = Field(sa_column=_at())
    name: str = Field(max_length=255)  # of the file, without its folder
    size: int = Field(sa_type=BigInteger)
    cases: int
    missing: int
