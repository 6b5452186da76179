"""``make accept``: rewrite the expected results beside the samples. Read the difference before committing it."""

import json

from app.importers import declared
from app.importers.layouts import compiled, stored
from tests.importers import declarations, fills
from tests.importers.reading import SAMPLES, expected, read, samples
from tests.report.summary import golden


def main() -> None:
    """Every sample is read and its events and problems are written beside it; what has no sample any more goes.

    The layouts of statements are put into one file, from which they are read. What the formats fill is worked out of
    all samples, what the modules declare is written down, and whole summaries are made.
    """
    stored.FILE.write_text(compiled.dump(), encoding="utf-8")
    kept = set()
    for sample in samples():
        target = expected(sample)
        target.write_text(dump(read(sample)), encoding="utf-8")
        kept.add(target)
    for old in SAMPLES.rglob("*.expected.json"):
        if old not in kept:
            old.unlink()
    fills.FILE.write_text(fills.dump(), encoding="utf-8")
    declared.FILE.write_text(declarations.dump(), encoding="utf-8")
    golden.accept()


def dump(result: object) -> str:
    """The form in which expected results are kept: one that a person can read and compare."""
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main()
