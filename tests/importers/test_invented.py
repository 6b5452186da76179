"""Nobody's data: the samples are invented, and one that looks like a real person's is refused here.

Whoever contributes a file runs ``mioboe sanitise`` on it first; what that writes passes these rules.
"""

import ipaddress
import re
from pathlib import Path

import pytest

from app.importers.mail._layouts import by_sender
from app.reader.detect.encoding import detect
from app.sanitise.replace import luhn
from tests.importers.reading import SAMPLES

NAMES = sorted(
    str(path.relative_to(SAMPLES))
    for path in SAMPLES.rglob("*")
    if path.is_file() and not path.name.endswith(".expected.json") and path.suffix not in (".zip", ".xlsx", ".ods")
)

MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)*\.[A-Za-z][\w-]*)")
RESERVED = re.compile(r"(?:.*\.)?example(?:\.(?:com|org|net|jp|co\.jp|co\.uk|de))?|.*\.(?:test|invalid|example)")
V4 = re.compile(r"(?<![\d.\w])\d{1,3}(?:\.\d{1,3}){3}(?![\d.\w])")
V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{0,4}){3,7}(?![\w:])")
DOCUMENTATION = [
    ipaddress.ip_network(one)
    for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15", "2001:db8::/32")
]
PHONE = re.compile(  # and no day such as 03-06-2026
    r"(?<![\w-])(?!\d\d-\d\d-(?:19|20)\d\d(?!\d))"
    r"(?:\+\d{1,3}[- ]?\(?0?\d{1,4}\)?|\(?0\d{1,4}\)?|\(\d{3}\))[- ]\d{2,4}[- ]\d{3,4}(?![\w-])"
)
CARD = re.compile(r"(?<![\d-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{2,4}(?![\d-])")
ORDER = re.compile(r"(?<![\w-])(?:\d{3}|D01)-(\d{7})-(\d{7})(?![\w-])")

# The most common family names of the country, where a given name or a form of address follows. Samples use names such
# as 見本 and 山田, which every form in Japan is filled in with.
COMMON = """
    佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 佐々木 山口 松本 井上 木村 斎藤 清水 山崎
    池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 斉藤
    福田 太田 西村 藤井 金子 岡本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田
"""
GIVEN = r"[ 　]?[一-鿿ぁ-ヿ]{1,3}(?:[ 　]?様)"
FAMILY = re.compile(rf"(?:{'|'.join(COMMON.split())})(?:{GIVEN}|[ 　][一-鿿]{{1,3}}(?![一-鿿]))")
WESTERN = re.compile(
    r"\b(?:James|John|Robert|Michael|William|David|Mary|Patricia|Jennifer|Linda|Elizabeth|Thomas|Sarah|Karen) "
    r"(?:Smith|Johnson|Williams|Brown|Jones|Garcia|Miller|Davis|Wilson|Anderson|Taylor|Moore|Jackson|Martin|Lee)\b"
)


def text_of(name: str) -> str:
    data = (SAMPLES / name).read_bytes()
    encoding = detect(data, page=name.endswith("html"))
    return data[encoding.skip :].decode(encoding.codec, "replace")


def suspects(text: str) -> list[str]:
    """What in a text may point at a real person."""
    mails = [one for one in MAIL.finditer(text) if one[0].lower() not in by_sender()]  # those are addresses of services
    found = [one[0] for one in mails if not RESERVED.fullmatch(one[1].lower())]
    found += [one for one in (*V4.findall(text), *V6.findall(text)) if _reaches(one)]
    found += [one for one in PHONE.findall(text) if not _nobodys(one)]
    found += [one for one in CARD.findall(text) if _card(re.sub(r"\D", "", one))]
    found += [one[0] for one in ORDER.finditer(text) if not _counted(one[1]) and not _counted(one[2])]
    return found + FAMILY.findall(text) + WESTERN.findall(text)


def _reaches(address: str) -> bool:
    """Whether an address may belong to a real person or host."""
    try:
        meant = ipaddress.ip_address(address)
    except ValueError:
        return False
    return meant.is_global and not any(meant in net for net in DOCUMENTATION if net.version == meant.version)


def _nobodys(phone: str) -> bool:
    """Numbers kept for films and books (555-01xx), and those in which one figure fills all places but the last four."""
    digits = re.sub(r"\D", "", phone)
    return bool(re.search(r"5550\d{3}$", digits)) or len(set(digits[1:-4]) - {"0"}) <= 1


def _card(digits: str) -> bool:
    """A number that passes the check of cards, of a length and beginning that cards have; zeros alone do not count."""
    return len(digits) in (14, 15, 16) and digits[0] in "3456" and len(set(digits)) > 2 and luhn(digits)


def _counted(part: str) -> bool:
    """A part of an order number that was plainly made up: counted up, or one figure repeated."""
    return len(set(part)) <= 2 or part in "0123456789" * 2 or part in "9876543210" * 2 or "000" in part


@pytest.mark.parametrize("name", NAMES)
def test_sample_is_nobodys(name: str) -> None:
    """No mail, internet address, phone, card or order number and no common name that may be a real person's."""
    assert suspects(text_of(name)) == []


@pytest.mark.parametrize(
    "text",
    [
        "taro@gmail.com", "133.242.187.207", "2400:4050:c3e1:7a00::1", "090-8765-4321", "+81 90-8765-4321",
        "4539 1488 0343 6467", "503-7654123-1239874", "佐藤 健一郎", "高橋健 様", "John Smith",
    ],
)  # fmt: skip
def test_what_looks_real_is_noticed(text: str) -> None:
    """Each kind of personal data is seen."""
    assert suspects(text)


@pytest.mark.parametrize(
    "text",
    [
        "hanako@example.jp", "203.0.113.9", "2001:db8::1", "(415) 555-0134", "03-0000-1234", "192.168.1.7",
        "250-0000001-0000001", "100000000000000000001", "見本 花子", "2026-03-04 05:06:07",
    ],
)  # fmt: skip
def test_what_is_invented_passes(text: str) -> None:
    """What is reserved or plainly made up is no reason to refuse a sample."""
    assert suspects(text) == []


def test_sanitised_files_pass() -> None:
    """The output of ``mioboe sanitise`` may become a sample unchanged."""
    from app.sanitise.replace import Replacer

    real = "佐藤 健一郎,taro@gmail.com,090-8765-4321,133.242.187.207,4539148803436467,503-7654123-1239874"
    assert len(suspects(real)) == 6
    assert suspects(Replacer(b"k" * 32, -140).cell(real)) == []


def test_every_sample_is_looked_at() -> None:
    """No sample of text is passed over."""
    assert {Path(name).parts[0] for name in NAMES} == {folder.name for folder in SAMPLES.iterdir()}
