"""The entries of Microsoft's page of recent activity, from its text: pairs of label and value, in two languages."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_LABELS_LISTED = {
    "ip": ("IP address", "IP アドレス", "IPアドレス", "IP"),
    "place": ("Approximate location", "おおよその場所", "およその場所", "場所", "Location"),
    "account": ("Account alias", "アカウント エイリアス", "アカウント名"),
    "protocol": ("Protocol", "プロトコル"),
    "device": ("Device/platform", "デバイス/プラットフォーム", "Platform", "Device"),
    "app": ("Browser/app", "ブラウザー/アプリ", "ブラウザー / アプリ"),
    "type": ("Session activity", "Session type", "セッション アクティビティ", "セッションの種類", "種類", "Type"),
    "date": ("Date/time", "日時", "日付", "時間", "時刻", "Date", "Time"),
}
_NAMES = {label.casefold(): key for key, labels in _LABELS_LISTED.items() for label in labels}
_ANY = "|".join(re.escape(label) for label in sorted(_NAMES, key=len, reverse=True))
_PAIR = re.compile(rf"(?:^|(?<=[\s\t]))({_ANY}) ?[:：]", re.IGNORECASE)
_ALONE = re.compile(rf"({_ANY}) ?[:：]?", re.IGNORECASE)
_LONGEST = 2_000
_EITHER = {"protocol": "device", "device": "protocol"}


@dataclass(slots=True)
class Activity:
    """One sign-in or change: the line it begins in, and its values by key (see ``_LABELS_LISTED``)."""

    line: int
    values: dict[str, str] = field(default_factory=dict)


def entries(lines: Iterable[tuple[int, str]]) -> Iterator[Activity]:
    """The entries in order. A label that an entry has already begins the next one, and so does the device of a sign-in
    after the protocol of a mail program, or the other way round: no entry has both."""
    entry: Activity | None = None
    for line, key, value in _pairs(lines):
        other = _EITHER.get(key)
        if entry is None or key in entry.values or other in entry.values:
            if entry:
                yield entry
            entry = Activity(line)
        entry.values[key] = value
    if entry:
        yield entry


def _pairs(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Line, key and value: `IP: 203.0.113.5`, several of them in one line, or the value in the line below its label."""
    waiting: tuple[int, str] | None = None
    for number, text in lines:
        for cell in filter(None, (part.strip() for part in text[:_LONGEST].split("\t"))):
            alone = _ALONE.fullmatch(cell)
            matches = list(_PAIR.finditer(cell))
            if alone:
                waiting = number, _NAMES[alone[1].casefold()]
            elif matches:
                ends = [match.start() for match in matches[1:]] + [len(cell)]
                for match, end in zip(matches, ends, strict=True):
                    yield number, _NAMES[match[1].casefold()], cell[match.end() : end].strip()
                waiting = None
            elif waiting:
                yield *waiting, cell
                waiting = None
