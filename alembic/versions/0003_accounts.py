"""Accounts with their passkeys and codes, helpers, browsers that are listed, which master key locks what, fair turns of
runs, and room that is reserved."""

from datetime import UTC, datetime

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0003"
down_revision = "0002"

TURNS = ("browser", "network", "seconds", "asked_at")
NEW = ("reservations", "looks", "grants", "challenges", "identities", "recovery_codes", "passkeys", "accounts")


def upgrade() -> None:
    """Browsers in which a case is open keep it open; their time without use begins now."""
    _accounts()
    _helpers()
    # Columns are added in place: to make `cases` anew would take along, in SQLite, whatever refers to it.
    op.add_column("cases", sa.Column("key_id", sa.String(16), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("account_id", sa.String(32)))
    op.add_column("cases", _at("keep_until", nullable=True))
    op.create_index("ix_cases_account_id", "cases", ["account_id"])
    _turns()
    op.rename_table("sessions", "sessions_old")
    op.drop_index("ix_sessions_case_id", "sessions_old")
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(16), nullable=False, unique=True),
        _of("case_id", "cases", nullable=True),
        _of("account_id", "accounts", nullable=True),
        sa.Column("grant_id", sa.String(32)),
        sa.Column("client", sa.String(32), nullable=False),
        _at("created_at"),
        _at("seen_at"),
        _at("renewed_at"),
        _at("confirmed_at", nullable=True),
    )
    carry = sa.text(
        "INSERT INTO sessions (token_hash, id, case_id, client, created_at, seen_at, renewed_at) "
        "SELECT token_hash, substr(token_hash, 1, 16), case_id, '', created_at, :now, created_at FROM sessions_old"
    ).bindparams(sa.bindparam("now", datetime.now(UTC), type_=UtcDateTime()))
    op.execute(carry)
    op.drop_table("sessions_old")


def downgrade() -> None:
    """Browsers in which no case is open, and those of accounts and helpers, are forgotten."""
    op.rename_table("sessions", "sessions_new")
    op.drop_index("ix_sessions_case_id", "sessions_new")
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _of("case_id", "cases"),
        _at("created_at"),
    )
    op.execute(
        "INSERT INTO sessions (token_hash, case_id, created_at) SELECT token_hash, case_id, created_at "
        "FROM sessions_new WHERE case_id IS NOT NULL AND account_id IS NULL"
    )
    op.drop_table("sessions_new")
    op.drop_index("ix_cases_account_id", "cases")
    for column in ("keep_until", "account_id", "key_id"):
        op.drop_column("cases", column)
    op.drop_index("ix_runs_state_at", "runs")
    for column in TURNS:
        op.drop_column("runs", column)
    for table in NEW:
        op.drop_table(table)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("name_key", sa.String(64), nullable=False, unique=True),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("password_hash", sa.String()),
        sa.Column("totp_secret", sa.LargeBinary()),
        sa.Column("totp_step", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        _at("created_at"),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.String(64), primary_key=True),
        _of("account_id", "accounts"),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("site", sa.String(255), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        _at("created_at"),
        _at("used_at", nullable=True),
    )
    op.create_table(
        "recovery_codes", sa.Column("code_hash", sa.String(64), primary_key=True), _of("account_id", "accounts")
    )
    op.create_table(
        "identities",
        sa.Column("issuer", sa.String(255), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        _of("account_id", "accounts"),
    )
    op.create_table(
        "challenges",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        _of("account_id", "accounts", nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        _at("until"),
    )


def _helpers() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.String(32), primary_key=True),
        _of("case_id", "cases"),
        _of("helper_id", "accounts"),
        sa.Column("mode", sa.String(8), nullable=False),
        _at("until"),
        _at("created_at"),
        _at("ended_at", nullable=True),
    )
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), primary_key=True),
        _of("case_id", "cases"),
        sa.Column("grant_id", sa.String(32), nullable=False),
        _of("helper_id", "accounts", nullable=True),
        sa.Column("action", sa.String(80), nullable=False),
        _at("at"),
    )


def _turns() -> None:
    """Runs that wait have waited since the last change of their row."""
    op.add_column("runs", sa.Column("asked_at", UtcDateTime(), nullable=False, server_default="1970-01-01 00:00:00"))
    op.add_column("runs", sa.Column("seconds", sa.Float()))
    op.add_column("runs", sa.Column("network", sa.String(64), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("browser", sa.String(64), nullable=False, server_default=""))
    op.execute("UPDATE runs SET asked_at = at")
    op.create_index("ix_runs_state_at", "runs", ["state", "at"])
    op.create_table(
        "reservations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), nullable=False, index=True),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        _at("until"),
    )


def _of(column: str, table: str, nullable: bool = False) -> sa.Column[str]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(column, sa.String(32), owner, nullable=nullable, index=True)


def _at(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, UtcDateTime(), nullable=nullable)
