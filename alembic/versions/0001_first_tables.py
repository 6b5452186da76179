"""The first tables: cases, what was handed in, what was answered, how far the steps and the examination are."""

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0001"
down_revision = None


def _of_case(primary_key: bool = False) -> sa.Column[str]:
    owner = sa.ForeignKey("cases.id", ondelete="CASCADE")
    return sa.Column("case_id", sa.String(32), owner, primary_key=primary_key, nullable=False, index=not primary_key)


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("lang", sa.String(2)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("key", sa.LargeBinary()),
        sa.Column("resume_public", sa.String(8), unique=True),
        sa.Column("resume_hash", sa.String()),
        sa.Column("erased_at", UtcDateTime()),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _of_case(),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(32), primary_key=True),
        _of_case(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("case_id", "fingerprint"),
        sa.UniqueConstraint("case_id", "number"),
    )
    _answers()
    _work()


def _answers() -> None:
    op.create_table(
        "verdicts",
        _of_case(primary_key=True),
        sa.Column("subject", sa.String(160), primary_key=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("triggers", sa.JSON(), nullable=False),
    )
    op.create_table(
        "progress",
        _of_case(primary_key=True),
        sa.Column("step", sa.String(120), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
    )
    op.create_table(
        "symptoms",
        _of_case(primary_key=True),
        sa.Column("symptom", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def _work() -> None:
    op.create_table(
        "runs",
        _of_case(primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("error", sa.String(32)),
    )
    op.create_table(
        "attempts",
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.String(32), nullable=False, index=True),
        sa.Column("event", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    for table in ("audit", "attempts", "runs", "symptoms", "progress", "verdicts", "uploads", "sessions", "cases"):
        op.drop_table(table)
