"""Numbers of exhibits, which stay when others are removed."""

import sqlalchemy as sa

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Evidence files are numbered in the order in which they came, as the summary has numbered them so far."""
    op.add_column("evidence", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE evidence SET number = (SELECT count(*) FROM evidence AS other WHERE other.case_id = evidence.case_id "
        "AND (other.created_at < evidence.created_at "
        "OR (other.created_at = evidence.created_at AND other.id <= evidence.id)))"
    )
    op.create_index("ix_evidence_case_id_number", "evidence", ["case_id", "number"], unique=True)


def downgrade() -> None:
    """Files are numbered again in the order in which they came."""
    op.drop_index("ix_evidence_case_id_number", "evidence")
    op.drop_column("evidence", "number")
