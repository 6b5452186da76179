"""Run by Alembic: migrates over the connection that ``app.storage.database.migrate`` opened, in its transaction.

A new revision for a developer's database: ``python -m alembic -c alembic/alembic.ini revision --autogenerate -m "…"``.
"""

from alembic import context
from app import settings
from app.storage import database as db


def run(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.every_table(),
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        include_name=db.is_ours,
    )
    context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.connect(settings.load().database_url).execution_options(writes=True).begin() as own:
        run(own)
