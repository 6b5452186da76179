"""Collects every English sentence of the three packages and brings each catalogue up to date, by Babel's extractors.

``python -m app.i18n.extraction`` (or ``make locale``) rewrites ``<lang>/LC_MESSAGES/messages.po``: new sentences appear
with an empty translation, sentences that nobody uses any more are dropped. Nothing is translated by guess.

A sentence is found because it is marked: by ``N_`` or another function in ``KEYWORDS``, by ``_`` in a template, or by
its key in the YAML of the checklists (``YAML_KEYS``).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "analyzers", "checklists")

# Functions whose argument at this place, counted from 1, is a sentence where it is a literal.
KEYWORDS = {
    "N_": (1,),
    "_": (1,),
    "Problem": (2,),
}
# The YAML keys whose text is shown to people.
YAML_KEYS = {
    "title",
    "why",
    "do",
    "ask",
    "blocked",
    "did",
    "warn",
    "note",
    "sentence",
    "label",
    "effect",
    "says",
    "what",
}
METHODS = [
    ("**.py", "python"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("checklists/**.yaml", f"{__name__}:yaml_sentences"),
]
OPTIONS = {"**.html": {"silent": "false"}}


def sentences() -> dict[str, list[str]]:
    """Every message key with the files where it is used, in order."""
    found: dict[str, set[str]] = {}
    for file, _, sentence, _, _ in extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_is_ours):
        key = sentence if isinstance(sentence, str) else sentence[0]
        found.setdefault(key, set()).add(file)
    return {key: sorted(files) for key, files in found.items()}


def _is_ours(directory: str) -> bool:
    return Path(directory).relative_to(ROOT).parts[0] in PACKAGES


def yaml_sentences(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extractor for YAML: texts, and lists of texts, under the keys in ``YAML_KEYS``."""
    for line, sentence in _texts(yaml.compose(file), False):
        yield line, None, sentence, []


def _texts(node: yaml.Node | None, shown: bool) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        if shown and node.value and node.tag.endswith(":str"):
            yield node.start_mark.line + 1, node.value
    elif isinstance(node, yaml.SequenceNode):
        for element in node.value:
            yield from _texts(element, shown)
    elif isinstance(node, yaml.MappingNode):
        for key, element in node.value:
            yield from _texts(element, key.value in YAML_KEYS)


def updated(po: bytes, lang: str) -> bytes:
    """The language file with exactly today's sentences: known translations kept, new ones empty."""
    known = read_po(BytesIO(po), locale=lang)
    fresh = Catalog(
        locale=lang, project="mioboe", version="1", fuzzy=False, header_comment="# Mioboe in this language."
    )
    fresh.revision_date = known.revision_date
    fresh.creation_date = datetime(2026, 11, 25, tzinfo=UTC)
    for key, files in sentences().items():
        old = known.get(key)
        fresh.add(key, old.string if old else "", locations=[(file, 0) for file in files])
    out = BytesIO()
    write_po(out, fresh, width=120, sort_output=True, include_lineno=False)
    return out.getvalue()


def main() -> None:
    """Rewrites every language file and says how many sentences wait for a translation."""
    for file in sorted((ROOT / "app" / "i18n" / "locale").glob("*/LC_MESSAGES/messages.po")):
        lang = file.parts[-3]
        file.write_bytes(updated(file.read_bytes(), lang))
        missing = [m.id for m in read_po(BytesIO(file.read_bytes())) if m.id and not m.string]
        print(f"{lang}: {len(missing)} sentences to translate")
        for key in missing:
            print("  " + str(key))


if __name__ == "__main__":
    main()
