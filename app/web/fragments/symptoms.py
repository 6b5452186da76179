"""The symptoms that a person can report."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from functools import cache

from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.web.context import Context
from checklists.before import FIRST_TILES, MOST_TILES, WayIn, doors, tiles
from checklists.model import GROUP_LABELS, Symptom, symptoms
from checklists.questions import UNKNOWN, UNKNOWN_LABEL

OTHER_ICON = "circle-dot"  # of a symptom without a tile
LONGEST = 100  # characters of a search
SIMILAR = 0.5  # share of a word that has to agree
PART = 0.9  # how well a word fits that is part of a longer one
STEM = 4  # letters of an English word that have to agree
HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}


def symptom_groups(lang: str, chosen: Collection[str] = (), but: Collection[str] = ()) -> list[Context]:
    """The groups in order, each with its sentences; a group with a chosen sentence is open. ``but``: the symptoms that
    the page offers elsewhere."""
    choices_of_group: dict[str, list[Context]] = {name: [] for name in GROUP_LABELS}
    for symptom in symptoms().values():
        if symptom.id not in but:
            choices_of_group[symptom.group].append(_choice(symptom, lang, symptom.id in chosen))
    named_groups = [
        {
            "title": translate(GROUP_LABELS[name], lang),
            "choices": choices,
            "open": any(choice["chosen"] for choice in choices),
        }
        for name, choices in choices_of_group.items()
        if choices
    ]
    last = {"id": UNKNOWN, "says": translate(UNKNOWN_LABEL, lang), "hint": "", "chosen": UNKNOWN in chosen}
    return [*named_groups, {"title": "", "choices": [last], "open": True}]


def _choice(symptom: Symptom, lang: str, chosen: bool) -> Context:
    says, hint = translate(symptom.sentence, lang), translate(symptom.what, lang) if symptom.what else ""
    return {"id": symptom.id, "says": says, "hint": hint, "chosen": chosen}


def symptom_sentences(reported: Iterable[str]) -> list[str]:
    """The sentences (message keys) of reported symptoms; symptoms that are no longer offered are left out."""
    known = symptoms()
    return [known[name].sentence for name in reported if name in known]


def door_tiles(door: WayIn, lang: str) -> list[Context]:
    """The tiles of a door, the most usual ones first."""
    return [_tile(tile.symptom, lang) for tile in door.tiles]


def usual_tiles(lang: str, chosen: Collection[str] = ()) -> list[Context]:
    """The most usual tiles of all doors."""
    return [_tile(tile.symptom, lang, chosen) for door in doors().values() for tile in door.tiles[:FIRST_TILES]]


def _tile(symptom: str, lang: str, chosen: Collection[str] = ()) -> Context:
    """A symptom in few words, with its icon."""
    tile = tiles().get(symptom)
    says = tile.says if tile else symptoms()[symptom].sentence
    icon = tile.icon if tile else OTHER_ICON
    return {"id": symptom, "icon": icon, "says": translate(says, lang), "chosen": symptom in chosen}


def searched(word: str) -> str:
    """What somebody looks for, without needless spaces and not endlessly long."""
    return " ".join(word[:LONGEST].split())


def matching_tiles(text: str, lang: str, chosen: Collection[str] = ()) -> list[Context]:
    """The symptoms that fit these words, behind any way in, those that fit best first. Width, case and the kind of kana
    do not count, and part of a Japanese word is enough."""
    words = _folded(text).split()
    scores = {name: _score(words, _searched(name)) for name in symptoms()} if words else {}
    best = sorted((name for name, score in scores.items() if score >= SIMILAR), key=lambda name: -scores[name])
    return [_tile(name, lang, chosen) for name in best[:MOST_TILES]]


def _score(words: Sequence[str], text: str) -> float:
    return sum(_likeness(word, text) for word in words) / len(words)


def _likeness(word: str, text: str) -> float:
    """1 where the text has the word, less where it is part of a longer one, else how much of it is in the text."""
    if word in text:
        return 1 if f" {word} " in text else PART
    if word.isascii():
        return SIMILAR if len(word) > STEM and f" {word[:STEM]}" in text else 0
    pairs = [word[at : at + 2] for at in range(len(word) - 1)]
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0


@cache
def _searched(symptom_id: str) -> str:
    """All that is said of a symptom, in every language."""
    symptom, tile = symptoms()[symptom_id], tiles().get(symptom_id)
    sentences = [symptom.sentence, symptom.what, tile.says if tile else None]
    texts = [translate(sentence, lang) for sentence in sentences if sentence for lang in LANGUAGES]
    return f" {_folded(' '.join([*texts, *symptom.words, *(tile.words if tile else ())]))} "


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(HIRAGANA)
