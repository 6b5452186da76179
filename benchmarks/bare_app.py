"""The smallest service that the same libraries can make: one page with fifty rows of a SQLite table made by Alembic.

It imports nothing of ours, so that it can be started alone (``python -m benchmarks.bare_app FOLDER PORT``).
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import DictLoader, Environment
from sqlalchemy import MetaData
from sqlmodel import Field, Session, SQLModel, create_engine, select

ROWS = 50
TEMPLATE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Purchases</title></head><body>
<h1>Purchases</h1>
<table><thead><tr><th>Day</th><th>Shop</th><th>What</th><th>Amount</th></tr></thead><tbody>
{% for one in rows %}
<tr><td>{{ one.day }}</td><td>{{ one.shop }}</td><td>{{ one.what }}</td><td>{{ one.amount }}</td></tr>
{% endfor %}
</tbody></table></body></html>
"""
# The two files of the smallest migration.
ENVIRONMENT = """
from alembic import context
from sqlalchemy import create_engine

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "1", None


def upgrade():
    numbers = sa.Column("id", sa.Integer, primary_key=True), sa.Column("amount", sa.Integer)
    op.create_table("purchase", *numbers, *(sa.Column(name, sa.String) for name in ("day", "shop", "what")))
"""


class _Own(SQLModel):
    """Its tables are none of the product's."""

    metadata = MetaData()


class Purchase(_Own, table=True):
    """A row of the bare page."""

    id: int | None = Field(default=None, primary_key=True)
    day: str
    shop: str
    what: str
    amount: int


def migrate(folder: Path) -> None:
    """Makes the table with Alembic, as a service does at its start; at the next one there is nothing to do."""
    from alembic.config import Config

    from alembic import command

    scripts = folder / "alembic"
    if not scripts.exists():
        (scripts / "versions").mkdir(parents=True)
        (scripts / "env.py").write_text(ENVIRONMENT)
        (scripts / "versions" / "1.py").write_text(REVISION)
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("sqlalchemy.url", f"sqlite:///{folder / 'bare.sqlite'}")
    command.upgrade(config, "head")


def bare_app(folder: Path) -> FastAPI:
    """One page with fifty rows of a database, without an account, a language or a check."""
    migrate(folder)
    engine = create_engine(f"sqlite:///{folder / 'bare.sqlite'}")
    with Session(engine) as session:
        if session.get(Purchase, 1) is None:
            session.add_all(
                Purchase(day=f"2026-05-{1 + n % 28:02}", shop="amazon.co.jp", what=f"Thing {n} & more", amount=1000 + n)
                for n in range(ROWS)
            )
            session.commit()
    template = Environment(loader=DictLoader({"page": TEMPLATE}), autoescape=True).get_template("page")
    app = FastAPI(openapi_url=None)

    def opened() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    @app.get("/")
    def page(request: Request, session: Session = Depends(opened)) -> Response:  # noqa: B008 (as its manual has it)
        rows = session.exec(select(Purchase).order_by(Purchase.day)).all()
        return HTMLResponse(template.render(request=request, rows=rows))

    return app


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(bare_app(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
