"""Steps for one shop, card or finding; files that prove them; and what new exports say of a finding."""

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0002"
down_revision = "0001"


def _of_case(primary_key: bool = False) -> sa.Column[str]:
    owner = sa.ForeignKey("cases.id", ondelete="CASCADE")
    return sa.Column("case_id", sa.String(32), owner, primary_key=primary_key, nullable=False, index=not primary_key)


def upgrade() -> None:
    _anew(
        [
            sa.Column("subject", sa.String(32), primary_key=True),
            sa.Column("reason", sa.String(16), nullable=False),
            sa.Column("content", sa.Integer(), nullable=False),
            sa.Column("findings", sa.JSON(), nullable=False),
        ],
        "INSERT INTO progress_anew (case_id, step, state, at, rev, subject, reason, content, findings) "
        "SELECT case_id, step, state, at, rev, '', '', 1, '[]' FROM progress",
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(32), primary_key=True),
        _of_case(),
        sa.Column("step", sa.String(120), nullable=False),
        sa.Column("subject", sa.String(32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("case_id", "step", "subject", "fingerprint"),
    )
    op.create_table(
        "sightings",
        _of_case(primary_key=True),
        sa.Column("finding", sa.String(64), primary_key=True),
        sa.Column("detector", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("uploads", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    """A step has one state again: the one it has as a whole. Those of single shops, cards and findings are dropped,
    and states that were not known before count as to do."""
    op.drop_table("sightings")
    op.drop_table("evidence")
    _anew(
        [],
        "INSERT INTO progress_anew (case_id, step, state, at, rev) SELECT case_id, step, "
        "CASE WHEN state IN ('todo', 'done', 'later', 'not_for_me') THEN state ELSE 'todo' END, at, rev "
        "FROM progress WHERE subject = ''",
    )


def _anew(more: list[sa.Column], copy: str) -> None:
    """SQLite cannot change a primary key, so the table is made once more and its rows are carried over."""
    op.create_table(
        "progress_anew",
        _of_case(primary_key=True),
        sa.Column("step", sa.String(120), primary_key=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        *more,
    )
    op.execute(copy)
    op.drop_table("progress")
    op.rename_table("progress_anew", "progress")
