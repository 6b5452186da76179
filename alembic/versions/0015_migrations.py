"""Which version of the program brought the tables to a revision, so that an older one can name it; and the events of
each finding, so that its answers can be named when it is no longer listed."""

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "migrations",
        sa.Column("revision", sa.String(16), primary_key=True),
        sa.Column("version", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
    )
    op.add_column("sightings", sa.Column("triggers", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("sightings", sa.Column("left_at", UtcDateTime()))


def downgrade() -> None:
    op.drop_column("sightings", "left_at")
    op.drop_column("sightings", "triggers")
    op.drop_table("migrations")
