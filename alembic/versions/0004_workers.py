"""Who carries a run out, and on PostgreSQL the tables of the queue (Procrastinate)."""

from pathlib import Path

import sqlalchemy as sa

from alembic import op
from app.storage.columns import UtcDateTime

revision = "0004"
down_revision = "0003"

# The final tables of the queue, rather than the library's steps to them: up to PostgreSQL 16 a value that is added to
# an enum cannot be used in the same transaction, and a migration is one transaction.
QUEUE = Path(__file__).with_name("0004_queue.sql")
REMOVE = """
DROP TABLE procrastinate_events, procrastinate_periodic_defers, procrastinate_jobs, procrastinate_workers CASCADE;
DO $$ DECLARE one regprocedure; BEGIN
  FOR one IN SELECT oid FROM pg_proc
    WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
  LOOP EXECUTE 'DROP FUNCTION ' || one || ' CASCADE'; END LOOP;
END $$;
DROP TYPE procrastinate_job_status, procrastinate_job_event_type, procrastinate_job_to_defer_v1 CASCADE;
"""


def upgrade() -> None:
    op.add_column("runs", sa.Column("holder", sa.String(16), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("beat_at", UtcDateTime()))
    if op.get_context().dialect.name == "postgresql":
        _execute(QUEUE.read_text(encoding="utf-8"))


def downgrade() -> None:
    """Jobs are forgotten: the runs themselves say what is to be done."""
    if op.get_context().dialect.name == "postgresql":
        _execute(REMOVE)
    op.drop_column("runs", "beat_at")
    op.drop_column("runs", "holder")


def _execute(statements: str) -> None:
    """Several statements at once, as they are written: no parameter is looked for in them."""
    op.get_bind().connection.cursor().execute(statements)
