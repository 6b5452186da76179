"""What pyproject.toml cannot express about the wheel: its version, where the migrations go, and compiled message
catalogues."""

import runpy
import shutil
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """``build_py`` that adds a compiled ``messages.mo`` beside every ``messages.po`` that it has copied. What an
    earlier version left in build/ goes first: formats and detectors are found because their files are there."""

    def run(self) -> None:
        if self.editable_mode:  # A checkout compiles its catalogues with `make install`.
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        for source in sorted(Path(self.build_lib).rglob("LC_MESSAGES/*.po")):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))


ROOT = Path(__file__).parent
source = runpy.run_path(str(ROOT / "app" / "version.py"))

setup(
    version=source["version_of"](ROOT) or source["UNKNOWN"],
    # The migrations lie in alembic/, and go into app/ in the wheel: a package `alembic` would hide the library. The
    # page saver lies in packaging/, and goes into app/ because the service hands it out.
    packages=[
        *find_namespace_packages(include=["app*", "analyzers*", "checklists*", "static*"]),
        "app.alembic",
        "app.alembic.versions",
        "app.page_saver",
        "app.page_saver._locales.en",
        "app.page_saver._locales.ja",
    ],
    package_dir={"app.alembic": "alembic", "app.page_saver": "packaging/page-saver"},
    cmdclass={"build_py": BuildWithCatalogues},
)
