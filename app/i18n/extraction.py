"""Collects every English sentence of the three packages and brings each catalogue up to date, by Babel's extractors.

``python -m app.i18n.extraction`` (or ``make locale``) rewrites ``<lang>/LC_MESSAGES/messages.po``: new sentences appear
with an empty translation, sentences that nobody uses any more are dropped. Nothing is translated by guess.

A sentence that the English file has under the context of an audience too (``app.i18n.audience``) has a wording for it
in every language.

A sentence is found because it is marked: by ``N_`` or another function in ``KEYWORDS``, by ``_`` in a template, or by
its key in the YAML of the checklists (``YAML_KEYS``), of rules (``RULE_KEYS``) and of the layouts of statements
and of screens (``LAYOUT_KEYS``).
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.pofile import read_po, write_po

from app.i18n.audience import HELPER
from app.i18n.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "analyzers", "checklists")

# Functions whose arguments at these places, counted from 1, are a sentence, or its singular and its plural.
KEYWORDS = {
    "N_": (1,),
    "nN_": (1, 2),
    "_": (1,),
    "ngettext": (1, 2),
    "FileProblem": (2,),
}
_CALL = re.compile(rb"\b(?:" + "|".join(KEYWORDS).encode() + rb")\s*\(")
# The YAML keys whose text is shown to people.
YAML_KEYS = {
    "title",
    "why",
    "do",
    "ask",
    "blocked",
    "otherwise",
    "did",
    "warn",
    "note",
    "sentence",
    "label",
    "effect",
    "says",
    "may",
    "denied",
    "notices",
    "what",
    "verb",
    "where",
    "say",
    "hours",
    "reports",
}
# The keys of a layout of statements whose text is shown.
LAYOUT_KEYS = {"title", "get", "takes", "cannot_show"}
# The keys of the declaration of a rule whose texts are shown.
RULE_KEYS = {"title", "message", "innocent", "sentence", "reasons", "says"}
# Keys below which nothing is shown: what a step is for, by the clock (`hours` is one), and what events state.
YAML_UNSHOWN = {"for", "events"}
METHODS = [
    ("**.py", f"{__name__}:python_sentences"),
    ("**.html", "jinja2.ext:babel_extract"),
    ("analyzers/rules/**.yaml", f"{__name__}:rule_sentences"),
    ("checklists/**.yaml", f"{__name__}:yaml_sentences"),
    ("app/importers/layouts/**.yaml", f"{__name__}:layout_sentences"),
    ("app/importers/screens/**.yaml", f"{__name__}:layout_sentences"),
]
OPTIONS = {"**.html": {"silent": "false"}}


Key = str | tuple[str, str]  # a sentence, or its singular and its plural
Options = Mapping[str, Any]  # of an extractor of Babel


@cache
def sentences() -> Mapping[Key, list[str]]:
    """Every sentence with the files where it is used, in order. They are collected once per process."""
    files_of: dict[Key, set[str]] = {}
    for file, _, sentence, _, _ in extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_is_ours):
        key = sentence if isinstance(sentence, str) else (sentence[0], sentence[1])
        files_of.setdefault(key, set()).add(file)
    return MappingProxyType({key: sorted(files) for key, files in files_of.items()})


def _is_ours(directory: str) -> bool:
    return Path(directory).relative_to(ROOT).parts[0] in PACKAGES


def python_sentences(file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: Any) -> Iterator[Any]:
    """Babel's extractor for Python, without the files that call none of the functions: it takes each sign apart."""
    source = file.read()
    if _CALL.search(source):
        yield from extract_python(BytesIO(source), keywords, comment_tags, options)


def yaml_sentences(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Options
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extractor for YAML: texts, and lists of texts, under the keys in ``YAML_KEYS``."""
    yield from _sentences(file, YAML_KEYS)


def layout_sentences(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Options
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extractor for layouts of statements and of screens: texts under the keys in ``LAYOUT_KEYS`` of the layout
    itself. A column may have the same key."""
    for key, element in _document(file).value:
        if key.value in LAYOUT_KEYS:
            yield from ((line, None, text, []) for line, text in _texts(element, True, LAYOUT_KEYS))


def rule_sentences(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Options
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel's extractor for rules: texts under the keys in ``RULE_KEYS`` of the first document. The second one holds
    cases."""
    for key, element in _document(file).value:
        if key.value in RULE_KEYS:
            values = [value for _, value in element.value] if isinstance(element, yaml.MappingNode) else [element]
            yield from ((line, None, text, []) for value in values for line, text in _texts(value, True, RULE_KEYS))


def _sentences(file: IO[bytes], keys: Collection[str]) -> Iterator[tuple[int, None, str, list[str]]]:
    for line, sentence in _texts(_document(file), False, keys):
        yield line, None, sentence, []


def _document(file: IO[bytes]) -> Any:
    """The first document of a YAML file."""
    return next(yaml.compose_all(file, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader))


def _texts(node: yaml.Node | None, displayed: bool, keys: Collection[str]) -> Iterator[tuple[int, str]]:
    if isinstance(node, yaml.ScalarNode):
        if displayed and node.value and node.tag.endswith(":str"):
            yield node.start_mark.line + 1, node.value
    elif isinstance(node, yaml.SequenceNode):
        for element in node.value:
            yield from _texts(element, displayed, keys)
    elif isinstance(node, yaml.MappingNode):
        for key, element in node.value:
            if key.value not in YAML_UNSHOWN:
                yield from _texts(element, key.value in keys, keys)


def updated(po: bytes, lang: str) -> bytes:
    """The language file with exactly today's sentences: known translations kept, new ones empty. English sentences are
    their own keys, so the English file holds only those that have a plural, and what helpers read instead of some of
    them, which every language has then."""
    known = read_po(BytesIO(po), locale=lang)
    spoken = known if lang == SOURCE else read_po(BytesIO(_file(SOURCE).read_bytes()), locale=SOURCE)
    fresh = Catalog(
        locale=lang, project="mioboe", version="1", fuzzy=False, header_comment="# Mioboe in this language."
    )
    fresh.revision_date = known.revision_date
    fresh.creation_date = datetime(2026, 11, 25, tzinfo=UTC)
    for key, files in sentences().items():
        places = [(file, 0) for file in files]
        if lang != SOURCE or not isinstance(key, str):
            fresh.add(key, _translation(key, known, fresh), locations=places)
        if spoken.get(key, HELPER):
            fresh.add(key, _translation(key, known, fresh, HELPER), locations=places, context=HELPER)
    out = BytesIO()
    write_po(out, fresh, width=120, sort_output=True, include_lineno=False)
    return out.getvalue()


def _translation(key: Key, known: Catalog, fresh: Catalog, context: str | None = None) -> str | tuple[str, ...]:
    """The known translation of a sentence: one text, or one for each plural form of the language. English needs none
    but for helpers; a sentence that gets a plural form keeps the text that it had before."""
    if isinstance(key, str):
        old = known.get(key, context)
        return old.string if old and isinstance(old.string, str) else ""
    if fresh.locale.language == SOURCE and context is None:
        return key
    old = known.get(key[0], context) or known.get(key[1], context)
    texts = (old.string if old else "") or ""
    return (texts,) * fresh.num_plurals if isinstance(texts, str) else tuple(texts)


def _file(lang: str) -> Path:
    return ROOT / "app" / "i18n" / "locale" / lang / "LC_MESSAGES" / "messages.po"


def forms(message: Message) -> Sequence[str]:
    """The translations of a sentence: one text, or one for each plural form."""
    return [message.string] if isinstance(message.string, str) else list(message.string or [""])


def main() -> None:
    """Rewrites the file of every language, or begins one, and says how many sentences wait for a translation."""
    for lang in sorted(LANGUAGES):
        file = _file(lang)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(updated(file.read_bytes() if file.exists() else b"", lang))
        missing = [m.id for m in read_po(BytesIO(file.read_bytes())) if m.id and not all(forms(m))]
        print(f"{lang}: {len(missing)} sentences to translate")
        for key in missing:
            print("  " + str(key))


if __name__ == "__main__":
    main()
