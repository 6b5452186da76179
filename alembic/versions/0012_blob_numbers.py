"""A case knows the number of each of its own blobs, so that an older one that is put back is noticed."""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("cases", sa.Column("blobs", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("cases", "blobs")
