"""``make accept``: rewrite the expected results beside the samples. Read the difference before committing it.

``make accept SAMPLES="epos amex"`` reads only the samples with one of these words in their path.
"""

import json
import sys
from collections.abc import Sequence

from tests.importers import fills
from tests.importers.reading import SAMPLES, expected, read, samples
from tests.report.summary import golden


def main(words: Sequence[str] = ()) -> None:
    """Reads the samples with one of these words in their path, or all, and writes the events and problems of each
    beside it; results without a sample are removed. Writes the columns that formats fill, and whole summaries."""
    kept = set()
    for sample in samples():
        target = expected(sample)
        if not words or any(word in sample.relative_to(SAMPLES).as_posix() for word in words):
            target.write_text(dump(read(sample)), encoding="utf-8")
        kept.add(target)
    for old in SAMPLES.rglob("*.expected.json"):
        if old not in kept:
            old.unlink()
    fills.FILE.write_text(fills.dump(), encoding="utf-8")
    golden.accept()


def dump(result: object) -> str:
    """Expected results as text that a person can read and compare."""
    return json.dumps(result, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
