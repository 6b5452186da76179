"""Invitations to help, and codes with which callers take over the cases that helpers opened for them."""

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        _of("account_id"),
        _of("helper_id"),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
    )
    op.create_table(
        "handovers",
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    """A case that a helper opened and nobody took over stays a case until its day; its helper no longer opens it."""
    op.execute("DELETE FROM grants WHERE mode = 'desk'")
    op.drop_table("handovers")
    op.drop_table("invitations")


def _of(column: str) -> sa.Column[str]:
    owner = sa.ForeignKey("accounts.id", ondelete="CASCADE")
    return sa.Column(column, sa.String(32), owner, nullable=True, index=True)
