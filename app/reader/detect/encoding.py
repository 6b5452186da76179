"""Which encoding a text is in, found from its bytes alone."""

import codecs
import re
from dataclasses import dataclass, replace

from app.reader.detect import japanese, single_byte
from app.reader.detect.language import doubtful, foreign, is_japanese

_SAMPLE = 1 << 18
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_KANJI = re.compile(r"[\u4e00-\u9fff々]")
_HALF_KANA = re.compile(r"[\uff61-\uff9f]")
_HALF_KANA_EUC = re.compile(rb"(?:[\x00-\x7f]|\x8e[\xa1-\xdf])*+")
_HIGH_RUNS = re.compile(rb"[\x80-\xff]+")
_NOT_WESTERN = bytes(set(range(0x80, 0xA0)) - {0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97})
_UTF8_WORD = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){2}")
_CUT_OFF = re.compile(rb"[\xe1-\xef][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{1,2}")
_STRAYS = 2  # So few places may be damage alone.
_STRAY = b"\xfe\xff"
_WESTERN = re.compile(rb"[A-Za-z][\xc0-\xff]|[\xc0-\xff][a-z]")
_KOREAN_ESCAPE, _CHINESE_PAIR = b"\x1b$)C", re.compile(rb"~\{(?:[!-~]{2})+~\}")
_SHIFTED = re.compile(rb"\+(?:[A-Za-z0-9/+]{4,})-?")


@dataclass(frozen=True, slots=True)
class Encoding:
    """``codec`` is Python's name, ``name`` the one shown to people, ``skip`` the length of the byte order mark;
    ``assumed`` means that other encodings fit the bytes too."""

    codec: str
    name: str
    skip: int = 0
    assumed: bool = False


def detect(sample: bytes, *, page: bool = False) -> Encoding:
    """The encoding of a text of which ``sample`` is the beginning; any bytes get an answer.

    The encoding that a web ``page`` declares counts where its bytes are not UTF-8.
    """
    for mark, codec, name in _MARKS:
        if sample.startswith(mark):
            twice = sample.startswith(mark + mark)  # Programs that add a mark do not look whether there is one.
            return Encoding(codec, name, len(mark) * (1 + twice))
    sample = sample[:_SAMPLE]
    wide = _utf32(sample) or _utf16(sample)
    if wide:
        return wide
    if sample.isascii():
        return _seven_bits(sample)
    if _decodes(sample, "utf-8"):
        return Encoding("utf-8", "utf-8")
    stated = _DECLARED.search(sample[:4096]) if page else None
    declared = _CODECS.get(stated[1].decode().lower()) if stated else None
    if declared == "euc_jp":
        declared = japanese.euc(sample)
    if declared and (declared == "euc_jp" or _decodes(sample, declared)):
        return Encoding(declared, _NAMES.get(declared, declared))
    return _legacy(sample)


_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{1,40})""", re.IGNORECASE)
_CODECS = {
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j", "ms_kanji"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp"), "euc_jp"),
    **dict.fromkeys(("iso-8859-1", "iso-8859-15", "latin1", "windows-1252", "us-ascii", "ascii"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "windows-949"), "cp949"),
    **{f"windows-{number}": f"cp{number}" for number in (1250, 1251, *range(1253, 1259), 874)},
    **{f"iso-8859-{number}": f"iso8859_{number}" for number in (2, 5, 7, 9)},
    "big5": "big5hkscs",
    "koi8-r": "koi8_r",
}
_NAMES = {"euc_jp": "euc-jp", "euc_jis_2004": "euc-jp", "cp949": "euc-kr", "big5hkscs": "big5", **single_byte.NAMES}
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32-le"),  # It begins like the next but one.
    (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16-be"),
)


def _seven_bits(sample: bytes) -> Encoding:
    """The encoding of a text of ASCII bytes, which may encode other characters by escapes."""
    codec = japanese.escaped(sample)
    if codec:
        return Encoding(codec, "iso-2022-jp")
    if _KOREAN_ESCAPE in sample and _decodes(sample, "iso2022_kr"):
        return Encoding("iso2022_kr", "iso-2022-kr")
    for codec, marked in (("hz", _CHINESE_PAIR), ("utf-7", _SHIFTED)):
        if marked.search(sample) and _is_words(sample, codec):
            return Encoding(codec, codec, assumed=True)
    return Encoding("utf-8", "utf-8")


def _is_words(sample: bytes, codec: str) -> bool:
    """Whether the text decodes, and the characters it encodes by escapes are words of Chinese, Japanese or Korean."""
    text = japanese.decoded(sample, codec)
    beyond = [c for c in text or "" if c > "\x7f"]
    words = [c for c in beyond if "\u3001" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3"]
    return len(words) > 1 and len(words) >= 0.9 * len(beyond)


def _utf32(sample: bytes) -> Encoding | None:
    """UTF-32 without a byte order mark: of every four bytes one is NUL, and usually its neighbour too."""
    head = sample[:4000]
    for codec, first in (("utf-32-le", 3), ("utf-32-be", 0)):
        if len(head) > 7 and not any(head[first::4]) and _decodes(head[: len(head) // 4 * 4], codec):
            return Encoding(codec, codec)
    return None


def _utf16(sample: bytes) -> Encoding | None:
    """UTF-16 without a mark: ASCII characters leave a NUL in every second byte."""
    head = sample[:4000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    # What is UTF-8 too must have many of them, or they are just NULs in another text.
    least = max(1, (0.3 if _decodes(sample, "utf-8") else 0.05) * len(head) / 2)
    for codec, many, few in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if (many > least or 2 * many == len(head) > 0) and many > 3 * few and _decodes(sample, codec):
            return Encoding(codec, codec)
    return None


def _decodes(sample: bytes, codec: str) -> bool:
    """Whether the sample decodes strictly; a character that the end of the sample cuts in two is ignored."""
    try:
        codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(sample: bytes) -> Encoding:
    """The encoding of a text that is not valid UTF-8: damaged UTF-8, a Western single-byte encoding, EUC-JP, CP932, or
    an encoding of another language."""
    if _damaged_utf8(sample):
        return Encoding("utf-8", "utf-8")
    western = _western(sample)
    if western:
        return western
    euc_codec = japanese.euc(sample)
    cp932, euc = _score(sample, "cp932"), _score(sample, euc_codec) if euc_codec else None
    if cp932 is not None and euc is not None and _only_half_kana(sample, euc_codec or ""):
        return Encoding("cp932", "cp932")
    if euc_codec and euc is not None and (cp932 is None or euc > cp932 or _HALF_KANA_EUC.fullmatch(sample)):
        encoding = Encoding(euc_codec, "euc-jp")
    elif cp932 is None and _decodes(sample, "shift_jis_2004"):
        encoding = Encoding("shift_jis_2004", "shift_jis-2004")
    else:
        encoding = Encoding("cp932", "cp932")
    other = foreign(sample, encoding.codec)
    if other:
        return Encoding(*other, assumed=True)
    if encoding.codec == "cp932" and cp932 is None and not _mostly_cp932(sample):
        return Encoding("utf-8", "utf-8")
    return replace(encoding, assumed=len(sample) > 40 and doubtful(sample, encoding.codec))


def _damaged_utf8(sample: bytes) -> bool:
    """Whether the text is UTF-8 except for a few damaged places: text in another encoding hardly ever looks like UTF-8
    by chance."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd") - sample.count(b"\xef\xbf\xbd")
    whole = sum(character > "\x7f" for character in text) - broken
    if whole > 8 * broken or (whole >= 2 * broken and len(_UTF8_WORD.findall(sample)) > 0):
        return True
    runs = _HIGH_RUNS.findall(sample)
    if len(runs) > _STRAYS:
        return False
    # A character that was cut off, or a single byte that hardly a Western word has, in a text that is ASCII otherwise.
    return all(_CUT_OFF.fullmatch(run) for run in runs) or all(len(run) == 1 and run in _STRAY for run in runs)


def _western(sample: bytes) -> Encoding | None:
    """The encoding of a Western text, or None.

    Accented letters are single between ASCII letters; Japanese bytes come in runs, or in the header too.
    """
    latin = single_byte.latin(sample)
    if latin and not is_japanese(sample):
        codec, doubted = latin
        return Encoding(codec, _NAMES.get(codec, codec), assumed=doubted or codec != "cp1252")
    header = sample.split(b"\n", 1)[0].split(b"\r", 1)[0]
    runs = _HIGH_RUNS.findall(sample)
    high = sum(map(len, runs))
    odd = high - len(b"".join(runs).translate(None, _NOT_WESTERN))
    if not header.isascii() and (odd or high > 1.1 * len(runs) or _WESTERN.search(header) is None):
        return None
    return Encoding("cp1252", "cp1252") if odd <= 0.02 * high and high <= 1.3 * len(runs) else None


def _only_half_kana(sample: bytes, euc: str) -> bool:
    """Whether the text is CP932 with only the half-width kana of bank statements, which as EUC-JP would be rare
    characters."""
    kana = all(0xA1 <= byte <= 0xDF for run in _HIGH_RUNS.findall(sample) for byte in run)
    return kana and doubtful(sample, euc, 0.3)


def _mostly_cp932(sample: bytes) -> bool:
    """Whether more characters can be read as CP932 than not."""
    text = sample.decode("cp932", "replace")
    return len(_KANA.findall(text)) + len(_KANJI.findall(text)) > 2 * text.count("\ufffd")


def _score(sample: bytes, codec: str) -> float | None:
    """How Japanese the text looks in this encoding, or None when it does not decode."""
    text = japanese.decoded(sample, codec)
    if text is None:
        return None
    return 2 * len(_KANA.findall(text)) + len(_KANJI.findall(text)) - 1.5 * len(_HALF_KANA.findall(text))
