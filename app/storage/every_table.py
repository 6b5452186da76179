"""The tables of the database: the modules of this folder whose names end with ``tables``, found because they are there.
Whoever asks which tables there are imports this module first."""

from importlib import import_module
from pkgutil import iter_modules

from sqlmodel import SQLModel

from app import storage

for module in iter_modules(storage.__path__):
    if module.name.endswith("tables"):
        import_module(f"{storage.__name__}.{module.name}")

METADATA = SQLModel.metadata
