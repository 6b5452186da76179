"""Compares postal addresses despite different spellings.

Width, case, spaces, punctuation, old forms of characters, 丁目/番地/号 in kanji, digits or hyphens, the postal code,
the country, the order of the parts and the recipient's name do not make a different place. A house number does,
and so does a room number if both addresses have one. Python's Unicode normalisation handles widths; no
maintained library knows the layouts that shops use.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SEPARATORS = re.compile(r"[\s,.、。，．・;:'\"()（）〒\-‐‑–—−ー|]+")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_DASHES = re.compile(r"(?<=[\d〇一二三四五六七八九十])\s*[-‐‑‒–—―−ー~〜の]\s*(?=[\d〇一二三四五六七八九十])")
_POSTAL = re.compile(r"〒\s*(\d{3})-?(\d{4})(?!\d)|(?<![\d-])(\d{3})-(\d{4})(?![\d-])")
_COUNTRY = re.compile(r"^\s*(?:日本国?|japan)\b[\s,、]*|[\s,、]*(?:\b(?:jp|japan)|日本国?)[\s.]*$")
_KANJI = "〇一二三四五六七八九十百千"
_COUNTED = re.compile(
    rf"[{_KANJI}]+(?=丁目|番地|番|号|条|線|階|区画)|(?<![{_KANJI}])[{_KANJI}]+(?=-)|(?<=-)[{_KANJI}]+"
)
_BETWEEN_KANJI = re.compile(r"(?<=[\u3400-\u9fff])([ヶケヵがガ]|[ノの之])(?=[\u3400-\u9fff])")
_LOT = re.compile(r"(\d)(?:丁目の?|番地の?|番の?|の)(?![町丁街館\u3400-\u9fff]*区)\s*(?=\d)")
_END = re.compile(r"(\d)(?:丁目|番地|番(?![町丁街])|号室|号(?![館棟])|階)")
# A number that belongs to the name of a quarter, such as 北1条西 and 三番町, is no house number.
_NUMBERS = re.compile(r"(?<![\d第])\d+(?:-\d+)*(?![\d]|条|線|番[町丁街]|丁(?!目)|区|町|地割|[の\u3400-\u9fff]*地割)")
_OLD = str.maketrans("澤﨑髙邊邉國廣濱櫻眞惠德瀨嶋舘藪曾檜龍條龜", "沢崎高辺辺国広浜桜真恵徳瀬島館薮曽桧竜条亀")
_KANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})  # hiragana to katakana
_KYOTO = re.compile(r"(?<=[上下入])(?:る|ル)")  # 下る, 下ル and 下 give the direction to a house in Kyoto
PREFECTURES = (
    *(
        "北海道",
        "青森県",
        "岩手県",
        "宮城県",
        "秋田県",
        "山形県",
        "福島県",
        "茨城県",
        "栃木県",
        "群馬県",
        "埼玉県",
        "千葉県",
    ),
    *(
        "東京都",
        "神奈川県",
        "新潟県",
        "富山県",
        "石川県",
        "福井県",
        "山梨県",
        "長野県",
        "岐阜県",
        "静岡県",
        "愛知県",
        "三重県",
    ),
    *(
        "滋賀県",
        "京都府",
        "大阪府",
        "兵庫県",
        "奈良県",
        "和歌山県",
        "鳥取県",
        "島根県",
        "岡山県",
        "広島県",
        "山口県",
        "徳島県",
    ),
    *("香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
)
_PREFECTURE = re.compile("|".join(PREFECTURES))
_ROOM = re.compile(r"(?:\b(?:apt|apartment|unit|suite|ste|flat|room|rm)\b\.?\s*#?|#)\s*([a-z]?\d+[a-z]?)\b")
_WORDS = re.compile(r"\d+(?:-\d+)+|[^\W_]+")
_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd", "court": "ct",
    "place": "pl", "square": "sq", "terrace": "ter", "north": "n", "south": "s", "east": "e", "west": "w",
}  # fmt: skip
_COUNTRY_AT_END = re.compile(
    r"[\s,.]*\b(?:united states(?: of america)?|u\.?s\.?a?|united kingdom|u\.?k|gb|great britain|germany|deutschland|"
    r"de|japan|jp|france|fr|canada|australia|au)[\s.]*$"
)
# Words of an address in Latin letters, one of them a number, before a part of it can mean the same place.
MIN_ADDRESS_WORDS = 3
MAX_NAME_WORDS = 4  # words of a name that one of two addresses may have in addition


@dataclass(frozen=True, slots=True)
class ParsedAddress:
    """The parts of an address. An address in Latin letters has ``words`` only. A Japanese one has ``town`` (with the
    city), ``lot`` (the numbers of block and house) and ``house`` (the name of the building)."""

    postal: str = ""
    prefecture: str = ""
    town: str = ""
    lot: tuple[int, ...] = ()
    house: str = ""
    room: str = ""
    words: tuple[str, ...] = ()


def folded(text: str) -> str:
    """One spelling of an address for comparison, with the name before it. A name alone is folded too, in whichever
    kana it is written."""
    return _folded(_plain(text)).translate(_KANA)


def _folded(plain: str) -> str:
    if not _JAPANESE.search(plain):
        words = (_SHORT.get(word, word) for word in _WORDS.findall(plain))
        return _SEPARATORS.sub("", "".join(words))
    head, prefecture, behind = _halves(_figures(_COUNTRY.sub("", _POSTAL.sub(" ", plain))))
    return _SEPARATORS.sub("", head) + (_spelled(behind) if prefecture else "")


def without_names(address: str, names: Sequence[str]) -> str:
    """The folded address without the (folded) names of the household that are in the same cell."""
    for name in names:
        address = address.replace(name, "", 1) if name else address
    return address


def parse(text: str, names: Iterable[str] = ()) -> ParsedAddress:
    """The parts of an address, without a name before it and without the ``names`` of the household."""
    plain = _plain(text)
    if not _JAPANESE.search(plain):
        return _latin(plain, names)
    postal = _POSTAL.search(plain)
    code = "".join(part for part in postal.groups() if part) if postal else ""
    # The text before the postal code or the prefecture is the recipient, unless the code comes last.
    if postal and plain[postal.end() :].strip(" ,、") and not _COUNTRY.fullmatch(plain[postal.end() :]):
        plain = plain[postal.end() :]
    head, prefecture, behind = _halves(_figures(_largest_first(_COUNTRY.sub("", _POSTAL.sub(" ", plain)))))
    behind = behind if prefecture else head
    squeezed = re.sub(r"\s+", "", behind)
    for name in sorted((re.sub(r"\s+", "", _plain(name)) for name in names), key=len, reverse=True):
        squeezed = squeezed.replace(name, "", 1) if name else squeezed
    return _japanese(behind if squeezed == re.sub(r"\s+", "", behind) else squeezed, code, prefecture)


def same_place(place: ParsedAddress, other: ParsedAddress) -> bool:
    """Whether two addresses are the same place. A part that only one of them has does not make them different."""
    if bool(place.words) != bool(other.words):
        return False
    if _differ(place.room, other.room):
        return False
    if place.words:
        return _same_words(place.words, other.words)
    if _differ(place.prefecture, other.prefecture) or _differ(place.postal[:3], other.postal[:3]):
        return False
    short, long = sorted((place.town, other.town), key=len)
    # A postal code means one quarter, so the town may be missing beside it.
    towns = short == long or (bool(place.postal) and place.postal == other.postal and long.endswith(short))
    if not towns or not (short or place.house or other.house):
        return False
    houses = not place.house or not other.house or place.house in other.house or other.house in place.house
    return place.lot == other.lot and houses and bool(place.lot or (place.house and other.house) or short)


def matches_any(text: str, own: Iterable[ParsedAddress], names: Iterable[str] = ()) -> bool:
    """Whether an address is the same place as any of ``own``."""
    here = parse(text, names)
    return any(same_place(here, place) for place in own)


def _differ(value: str, other: str) -> bool:
    return bool(value) and bool(other) and value != other


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().translate(_OLD)


def _largest_first(text: str) -> str:
    """Reverses an address that runs from house to prefecture, as written in Latin letters."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > 2 and parts[0][0].isdigit() and _PREFECTURE.fullmatch(parts[-1]):
        return "".join(parts[:0:-1]) + re.sub(r"^([\d-]+)\s*(.*)$", r"\2\1", parts[0])
    return text


def _halves(text: str) -> tuple[str, str, str]:
    """The text before the prefecture (a name), the prefecture, and the text after it; the last two are empty if
    there is no prefecture."""
    match = _PREFECTURE.search(text)
    if not match or not text[match.end() :].strip():
        return text, "", ""
    return text[: match.start()], match[0], text[match.end() :]


def _figures(text: str) -> str:
    """Writes numbers as digits joined by hyphens: 三丁目二番一号 and 3－2－1 become 3-2-1."""
    text = _KYOTO.sub("", _DASHES.sub("-", text.replace("大字", "")))
    text = _COUNTED.sub(lambda match: str(_number(match[0])), text)
    text = _BETWEEN_KANJI.sub(lambda match: "ケ" if match[1] in "ヶケヵがガ" else "の", text)
    previous = ""
    while previous != text:
        previous, text = text, _LOT.sub(r"\1-", text)
    return _END.sub(r"\1 ", text)


def _number(kanji: str) -> int:
    """The value of a kanji number: 三百二十一 and 三二一 are both 321."""
    if not set(kanji) & set("十百千"):
        return int("".join(str(int(unicodedata.numeric(digit))) for digit in kanji))
    total = digit = 0
    for character in kanji:
        worth = int(unicodedata.numeric(character))
        total, digit = (total + (digit or 1) * worth, 0) if worth >= 10 else (total, worth)
    return total + digit


def _spelled(text: str) -> str:
    parts = _japanese(text, "", "")
    lot = "-".join(str(number) for number in parts.lot)
    return f"{parts.town}{lot}" + (f"/{parts.house}/{parts.room}" if parts.house or parts.room else "")


def _japanese(text: str, postal: str, prefecture: str) -> ParsedAddress:
    match = _NUMBERS.search(text)
    if not match:
        return ParsedAddress(postal, prefecture, town=_SEPARATORS.sub("", text))
    numbers = [int(number) for number in match[0].split("-")]
    behind = text[match.end() :]
    runs = [str(number) for number in numbers[3:]] + [str(int(digits)) for digits in re.findall(r"\d+", behind)]
    name = re.sub(r"[\d#]+\s*f?\b|[\d#]+|号室|号|室", "", behind)
    return ParsedAddress(
        postal,
        prefecture,
        town=_SEPARATORS.sub("", text[: match.start()]),
        lot=tuple(numbers[:3]),
        house=_SEPARATORS.sub("", name),
        room=runs[-1] if runs else "",
    )


def latin_words(text: str) -> tuple[list[str], str]:
    """The words of an address in Latin letters in their order, without the country at its end, and the room."""
    plain = _COUNTRY_AT_END.sub("", _plain(text))
    room = _ROOM.search(plain)
    return [_spelled_out(word) for word in _WORDS.findall(_ROOM.sub(" ", plain))], room[1] if room else ""


def _spelled_out(word: str) -> str:
    return _SHORT.get(word, word + "asse" if word.endswith("str") else word)


def _latin(plain: str, names: Iterable[str]) -> ParsedAddress:
    text = _COUNTRY_AT_END.sub("", plain)
    room = _ROOM.search(text)
    text = _ROOM.sub(" ", text)
    words = Counter(_spelled_out(word) for word in _WORDS.findall(text))
    for name in names:
        own = Counter(_WORDS.findall(_plain(name)))
        words = words - own if own <= words else words
    return ParsedAddress(room=room[1] if room else "", words=tuple(sorted(words.elements())))


def _same_words(own: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the words are equal in any order, or all words of one address are in the other and the rest is only a
    name."""
    short, long = sorted((Counter(own), Counter(other)), key=lambda words: words.total())
    if short.total() < MIN_ADDRESS_WORDS or not any(word[0].isdigit() for word in short) or not short <= long:
        return short == long
    beside = list((long - short).elements())
    return len(beside) <= MAX_NAME_WORDS and not any(char.isdigit() for word in beside for char in word)
