"""What was removed is noted in the transaction that removes it, so that the list of tombstones can be completed."""

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "tombstones",
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("at", UtcDateTime(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("tombstones")
