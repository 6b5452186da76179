"""Brings the tables of an installation up to date at a start, and keeps which version of the program did so: an older
one can then say what the tables need."""

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlmodel import col, select

from app.cannot_start import CannotStart
from app.errors import LOG
from app.storage import copies, database
from app.storage.service_tables import MigrationRow
from app.version import version


def upgrade(engine: Engine) -> None:
    """Migrates the tables where they are of an older version. ``CannotStart`` for tables of a newer one, and where the
    copy of an SQLite database cannot be made."""
    with engine.connect() as connection:
        before, head = revision_of(connection), scripts().get_current_head()
        if before and not is_known(before):
            raise CannotStart("newer", version=made_by(connection), own=version())
    if before != head:
        if before:
            copies.make(engine, before)
        database.migrate(engine)
        if before:
            LOG.info("tables %s → %s", before, head)
    with database.writing(engine) as session:
        if session.get(MigrationRow, head) is None:
            session.add(MigrationRow(revision=str(head), version=version()))


def scripts() -> ScriptDirectory:
    """The migrations of this version."""
    config = Config()
    config.set_main_option("script_location", str(database.SCRIPTS))
    return ScriptDirectory.from_config(config)


def is_known(revision: str) -> bool:
    """Whether this version has the migration to these tables."""
    return any(script.revision == revision for script in scripts().walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def made_by(connection: Connection) -> str:
    """The version of the program that migrated the tables last; “–” where they do not say."""
    if not inspect(connection).has_table(str(MigrationRow.__tablename__)):
        return "–"
    latest = select(MigrationRow.version).order_by(col(MigrationRow.at).desc())
    return connection.execute(latest).scalar() or "–"
