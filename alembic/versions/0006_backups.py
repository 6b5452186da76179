"""Which backups were made and read back."""

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "backups",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("verified_at", UtcDateTime(), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("backups")
