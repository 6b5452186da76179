"""An answer notes who wrote it down: the person or a helper. Of earlier answers nobody knows."""

import sqlalchemy as sa

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("verdicts", sa.Column("through", sa.String(8), nullable=True))


def downgrade() -> None:
    op.drop_column("verdicts", "through")
