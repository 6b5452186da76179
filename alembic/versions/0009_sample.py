"""A case of the sample export says that it is one, and a browser keeps its own case beside it."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("cases", sa.Column("sample", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("sessions", sa.Column("sample_id", sa.String(32), nullable=True))
    op.create_index("ix_sessions_sample_id", "sessions", ["sample_id"])


def downgrade() -> None:
    op.drop_index("ix_sessions_sample_id", "sessions")
    op.drop_column("sessions", "sample_id")
    op.drop_column("cases", "sample")
