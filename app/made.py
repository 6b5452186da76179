"""What is made from the sources and not kept with them: by ``make install`` in a clone, and when the wheel is built."""

from pathlib import Path

from app.i18n.languages import LANGUAGES

_APP = Path(__file__).parent
# One file with all layouts of statements, and what formats declare: no start parses YAML or loads every importer.
_FACTS = (_APP / "importers" / "layouts" / "layouts.json", _APP / "importers" / "declared.json")
CATALOGUES = {lang: _APP / "i18n" / "locale" / lang / "LC_MESSAGES" / "messages.mo" for lang in LANGUAGES}


def missing() -> list[Path]:
    """The files that were not made yet."""
    return [path for path in (*CATALOGUES.values(), *_FACTS) if not path.exists()]
