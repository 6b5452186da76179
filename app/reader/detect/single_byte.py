"""Single-byte encodings, recognised by the letters of the languages that are written in them. Nearly every byte is a
character in these encodings, so a text can be decoded in all of them; the wrong one gives letters and signs that its
language does not use."""

import codecs
import re

_SIGNS = frozenset("\u00a0€£§°©®™…·•«»“”„‘’‚–—²³½¿¡×±")
_WESTERN = frozenset("äöüßéèêëàâçîïôùûœáíóúñìòãõåæøÄÖÜÉÈÊËÀÂÇÎÏÔÙÛŒÁÍÓÚÑÌÒÃÕÅÆØªº")
_CENTRAL = frozenset("ěščřžýáíéúůťďňóąćęłńśźżőűöüľĺŕôäâăîşţđß" + "ĚŠČŘŽÝÁÍÉÚŮŤĎŇÓĄĆĘŁŃŚŹŻŐŰÖÜĽÄÂĂÎŞŢĐ")
_TURKISH = frozenset("ışğüçöâîûİŞĞÜÇÖ")
# For each other alphabet, the letters that make up most of any text.
_GREEK = frozenset("αοιετσνηυρςάίόέή")
_HEBREW = frozenset("יוהלאתרבשמםנ")
_ARABIC = frozenset("اليمنورتبةعد")
_THAI = frozenset("านรอกเงมยลวดสต่้ท")
_LATIN = (
    *(("cp1252", _WESTERN), ("iso8859_15", _WESTERN), ("cp1250", _CENTRAL), ("iso8859_2", _CENTRAL)),
    *(("cp1254", _TURKISH), ("mac_roman", _WESTERN), ("cp850", _WESTERN)),
)
OTHERS = (
    ("cp1253", _GREEK, 0.6),
    ("cp1255", _HEBREW, 0.6),
    ("cp1256", _ARABIC, 0.6),
    ("cp874", _THAI, 0.5),
)
NAMES = {
    "iso8859_2": "iso-8859-2",
    "iso8859_5": "iso-8859-5",
    "iso8859_15": "iso-8859-15",
    "mac_roman": "macintosh",
}
_LEAST = 0.9  # The share of the characters that must be letters of the language, or signs.
_RUN = re.compile(r"[^\x00-\x7f]+")
_ODD = re.compile(r"(?<=[^\W\d_])(?:[^\w\s\x00-\x7f’\xad]|[²³½])(?=[^\W\d_])|(?<=[a-zß-öø-ÿ])[À-ÖØ-ÞŒŚŠŽŹĄĘĆŁ]")
_WORD = re.compile(r"[A-Za-z][^\x00-\x7f]|[^\x00-\x7f][A-Za-z]")


def latin(sample: bytes) -> tuple[str, bool] | None:
    """The codec of a text in Latin letters, some of them with accents, and whether another codec fits as well. None
    where no codec fits: in real text, accented letters stand among plain ones, one or two at a time."""
    fits = [(_fit(text, letters), codec, text) for codec, letters in _LATIN if (text := _decoded(sample, codec))]
    best, codec, text = max(fits, key=lambda fit: fit[0], default=(0.0, "", ""))
    if best < _LEAST:
        return None
    return codec, any(fit == best and other != text for fit, _, other in fits)


def _fit(text: str, letters: frozenset[str]) -> float:
    """The share of the characters beyond ASCII that are letters of a language or signs, in their usual positions. A
    sign within a word and a capital letter after a small one are unusual."""
    runs = _RUN.findall(text)
    beyond = "".join(runs)
    words = sum(c in letters for c in beyond)
    if not runs or len(beyond) > 2 * len(runs) or len(_WORD.findall(text)) < 0.7 * words:
        return 0.0
    return (words + sum(c in _SIGNS for c in beyond) - len(_ODD.findall(text))) / len(beyond)


def _decoded(sample: bytes, codec: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return None
