"""The languages of Mioboe: one entry each. A language is such an entry, its catalogue under ``locale/`` and the texts
of the letters (``checklists/letters/<letter>.<code>.txt``); nothing else names a language. English sentences are the
message keys, so ``SOURCE`` always exists: a sentence without a translation is shown in it."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.i18n import N_

if TYPE_CHECKING:
    from checklists.model import Market

SOURCE = "en"
DEFAULT = "ja"  # for people who ask for no language
LATIN = re.compile("[A-Za-z]{3}")  # fewer may be a unit or a code
_LETTER = "々〆\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f"
# From the first to the last Japanese letter of a run, with what may stand between them.
JAPANESE = re.compile(rf"[{_LETTER}](?:[{_LETTER}\u3000-\u303f\uff01-\uff65 ]*[{_LETTER}])?")


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its name, how it writes values and joins texts, and where its readers live."""

    code: str  # ISO 639, as in ``--lang``, in the catalogue's folder and in the names of the letters' texts
    name: str  # what it calls itself
    label: str  # what it is called in English, as a message key
    locale: str  # for Babel: names of countries and currencies, and how money is written
    day: str  # a calendar day, as a Unicode date pattern
    moment: str  # a moment, with the placeholders {day}, {clock} and {zone}
    no_moment: str  # in the place of a moment that is not known
    zone: str  # the IANA time zone of what readers do here themselves; the times of a history follow its shops
    comma: str  # between the entries of a list
    colon: str  # between a term and what is said of it
    space: str  # between two sentences
    ordinal: str  # behind the number of an entry
    blank: str  # what is to be filled in by hand
    markets: tuple["Market", ...]  # the countries whose advice is given where no shop says which, the likeliest first
    region: str  # ISO 3166, of the typesetting of its PDF
    font: str  # the family that draws its PDF
    letters: str = ""  # a regular expression of the letters of its script; empty for Latin


LANGUAGES = {
    language.code: language
    for language in (
        Language(
            code="ja",
            name="日本語",
            label=N_("Japanese"),
            locale="ja_JP",
            day="y年M月d日",
            moment="{day} {clock}（{zone}）",
            no_moment="時刻の記載なし",
            zone="Asia/Tokyo",
            comma="、",
            colon="：",
            space="",
            ordinal="．",
            blank="「＿＿＿」",
            markets=("JP",),
            region="JP",
            font="Noto Sans CJK JP",
            letters="[々〆\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]",
        ),
        # English is read anywhere, so nothing is left out, and the sentences say for which country they are.
        Language(
            code="en",
            name="English",
            label=N_("English"),
            locale="en_US",
            day="d MMM y",
            moment="{day}, {clock} ({zone})",
            no_moment="time not stated",
            zone="UTC",
            comma=", ",
            colon=": ",
            space=" ",
            ordinal=". ",
            blank="[______]",
            markets=("US", "JP", "UK"),
            region="GB",
            font="Noto Sans CJK JP",
        ),
    )
}


def foreign_language(text: str, lang: str) -> str:
    """The language of a name or another short text whose script is not that of ``lang``; empty where it is, or where
    the script is unknown. Latin letters stand for English."""
    of_script = next((code for code, each in LANGUAGES.items() if each.letters and re.search(each.letters, text)), "")
    if of_script:
        return "" if of_script == lang else of_script
    return SOURCE if LANGUAGES[lang].letters and LATIN.search(text) else ""


def language_runs(text: str, lang: str) -> list[tuple[str, str]]:
    """A text in parts, each with its language: ``ja`` for Japanese names in a text of another language, else empty."""
    if lang == "ja":
        return [(text, "")]
    parts, place = [], 0
    for match in JAPANESE.finditer(text):
        parts += [(text[place : match.start()], ""), (match[0], "ja")]
        place = match.end()
    return [part for part in (*parts, (text[place:], "")) if part[0]]


def negotiate(accept_language: str | None) -> str:
    """The language to show for an Accept-Language header: the first of ours by weight; without a header the default."""
    wishes = []
    for place, part in enumerate((accept_language or "").split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        language = tag.split("-")[0].strip().lower()
        if language in LANGUAGES and quality > 0:
            wishes.append((-quality, place, language))
    return min(wishes)[2] if wishes else (SOURCE if accept_language and accept_language.strip() else DEFAULT)
