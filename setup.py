"""What pyproject.toml cannot express about the wheel: its version, where the migrations go, and what is made from the
sources (``app/made.py``)."""

import runpy
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import find_namespace_packages, setup
from setuptools.command.build_py import build_py

# In this order: what the formats declare includes the layouts.
MAKERS = ("app.importers.layouts.compiled", "app.importers.declarations")


class BuildWithWhatIsMade(build_py):
    """``build_py`` that adds a compiled ``messages.mo`` beside every ``messages.po`` that it has copied, and the facts
    of the importers. What an earlier version left in build/ goes first: formats and detectors are found because their
    files are there."""

    def run(self) -> None:
        if self.editable_mode:  # In a checkout `make install` does this.
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)
        super().run()
        for source in sorted(Path(self.build_lib).rglob("LC_MESSAGES/*.po")):
            with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
                write_mo(compiled, read_po(text))
        for maker in MAKERS:
            subprocess.run([sys.executable, "-B", "-m", maker], cwd=self.build_lib, check=True)  # noqa: S603 (our own)


ROOT = Path(__file__).parent
source = runpy.run_path(str(ROOT / "app" / "version.py"))

setup(
    version=source["version_of"](ROOT) or source["UNKNOWN"],
    # The migrations lie in alembic/, and go into app/ in the wheel: a package `alembic` would hide the library.
    # The page saver lies in packaging/, and goes into app/ because the service hands it out.
    packages=[
        *find_namespace_packages(include=["app*", "analyzers*", "checklists*", "static*"]),
        "app.alembic",
        "app.alembic.versions",
        "app.page_saver",
        "app.page_saver._locales.en",
        "app.page_saver._locales.ja",
    ],
    package_dir={
        "app.alembic": "alembic",
        "app.page_saver": "packaging/page-saver",
    },
    cmdclass={"build_py": BuildWithWhatIsMade},
)
