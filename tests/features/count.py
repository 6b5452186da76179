"""``make features``: the files outside of each feature's own that name it. ``AT=67838781`` counts in that commit."""

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.features.declared import FEATURES, Feature

ROOT = Path(__file__).parents[2]
# What is searched: code, templates and styles. Content (checklists) is data that names pages and parts by a word;
# `mioboe content` refuses what no page or part answers to, so it is not counted. Neither are documents and catalogues.
PRODUCT = ("app/", "analyzers/", "alembic/", "static/", "setup.py")
TESTS = ("tests/", "benchmarks/", "evaluation/", "fuzz/")
KINDS = (".py", ".html", ".js", ".css", ".typ")


def files(commit: str = "") -> dict[str, str]:
    """The texts that are searched, by path: of a commit, or of the working tree."""
    return dict(_committed(commit) if commit else _present())


def is_searched(path: str) -> bool:
    """Whether a file of the tree is searched."""
    return path.startswith((*PRODUCT, *TESTS)) and path.endswith(KINDS) and not path.startswith("tests/features/")


def _present() -> Iterator[tuple[str, str]]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for path in filter(is_searched, listed.split("\0")):
        if (ROOT / path).is_file():
            yield path, (ROOT / path).read_text("utf-8")


def _committed(commit: str) -> Iterator[tuple[str, str]]:
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            if is_searched(member.name) and (content := archive.extractfile(member)):
                yield member.name, content.read().decode("utf-8")


def outside(feature: Feature, texts: Mapping[str, str], roots: tuple[str, ...]) -> list[str]:
    """The files below these folders that name the feature and do not belong to it."""
    own = (path for path, text in texts.items() if path.startswith(roots) and feature.is_named_by(path, text))
    return sorted(path for path in own if not feature.owns(path))


def main(commit: str = "") -> None:
    """Prints the counts, and the files of the product that name each feature."""
    texts = files(commit)
    for feature in FEATURES.values():
        own = sum(map(feature.owns, texts))
        product, tests = outside(feature, texts, PRODUCT), outside(feature, texts, TESTS)
        print(f"{feature.title}: {own} files of its own; named by {len(product)} of the product, {len(tests)} of tests")
        print("".join(f"  {path}\n" for path in (*product, *tests)), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
