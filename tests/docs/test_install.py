"""What the page on installing has an operator enter into a database is enough for the service."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from app.settings import Settings
from app.storage import database, service

DOCS = Path(__file__).parents[2] / "docs"


def entered(name: str) -> str:
    """The SQL of a page."""
    [found] = re.findall(r"```sql\n(.*?)```", (DOCS / name).read_text("utf-8"), re.DOTALL)
    return str(found)


@pytest.fixture
def superuser(postgres_server: str) -> Iterator[Engine]:
    """The server, on which neither the role nor the database is, afterwards either."""
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    yield engine
    with engine.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS mioboe WITH (FORCE)"))
        connection.execute(text("DROP ROLE IF EXISTS mioboe"))
    engine.dispose()


def test_a_role_that_owns_its_database_is_enough(superuser: Engine, tmp_path: Path) -> None:
    """The service starts as that role, which is no superuser, and cleans its tables; both pages have the same SQL."""
    assert entered("install.md") == entered("install.ja.md")
    with superuser.connect() as connection:
        for statement in entered("install.md").split(";")[:-1]:
            connection.execute(text(statement))
    address = superuser.url.set(username="mioboe", password="long-and-random", database="mioboe")
    here = service.start(Settings(data=tmp_path, database=address.render_as_string(hide_password=False)))
    try:
        with here.engine.connect() as connection:
            asked = "SELECT rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            assert connection.execute(text(asked)).scalar() is False
        database.forget(here.engine)
        database.rewrite(here.engine)
    finally:
        here.close()
