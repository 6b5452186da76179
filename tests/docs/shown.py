"""Everything that is shown in a language: the sentences of the catalogue and the letters."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
_FILLED = re.compile(r"{%.*?%}|{#.*?#}")
_FIELD = re.compile(r"{{.*?}}")


def texts(lang: str) -> Iterator[tuple[str, str]]:
    """(where it is from, text): each form of each sentence, each line of each letter; ``…`` for what is filled in."""
    with (ROOT / "app/i18n/locale/ja/LC_MESSAGES/messages.po").open("rb") as file:
        for message in read_po(file, locale="ja"):
            keys = [message.id] if isinstance(message.id, str) else [*message.id]
            forms = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
            yield from ((keys[0], text) for text in (forms if lang == "ja" else keys) if keys[0])
    for letter in sorted((ROOT / "checklists" / "letters").glob(f"*.{lang}.txt")):
        for line in letter.read_text("utf-8").splitlines():
            yield letter.name, _FIELD.sub("…", _FILLED.sub("", line))
