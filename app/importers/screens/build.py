"""The rows of a picture: tokens, then blocks, then rows, then what is doubtful about them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol

from app.importers.screens import words
from app.importers.screens.amounts import Heads, heads_of
from app.importers.screens.blocks import Block, VisualLine, blocks_of, is_beside, visual_lines
from app.importers.screens.days import Calendar
from app.importers.screens.draft import Draft, Place, drafted, signed_in
from app.importers.screens.items import with_items
from app.importers.screens.judge import judged
from app.importers.screens.order_lines import order_lines
from app.importers.screens.profile import Profile, profile_of
from app.importers.screens.rows import Kind, PicturePage
from app.importers.screens.stacked import with_stacked_days
from app.importers.screens.tokens import ReadLine, Token, tokens_of

_BAR = 0.06  # of the height of a picture: where the bar with the clock lies
_HERO = 1.45  # times the usual height of an amount: a sum that stands above a list
_WITHOUT_AMOUNTS = ("sign_ins", "devices")


class Read(Protocol):
    """The lines of a picture as ``app.reader.pictures`` gives them."""

    @property
    def lines(self) -> Sequence[ReadLine]: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def taken(self) -> date | None: ...
    @property
    def photograph(self) -> bool: ...
    @property
    def cut_short(self) -> bool: ...


class _List(NamedTuple):
    """What is known of the list before its rows are read."""

    kind: Kind
    profile: Profile | None
    heads: Heads
    blocks: Sequence[Block]


def page_of(read: Read, sha256: str, seconds: float = 0.0) -> PicturePage:
    """What a picture says."""
    lines = _without_bar(visual_lines(with_stacked_days(tokens_of(read.lines))), read.height)
    listed = _list(lines)
    drafts = list(_drafts(listed, Calendar(read.taken), read))
    if listed.kind == "orders":
        with_items(drafts, listed.blocks)
    rows, questions = judged(drafts, listed.profile, listed.kind, sha256, read.taken, (read.width, read.height))
    left_over = _left_over(listed, drafts)
    notes = {
        "photograph": read.photograph,
        "cut-short": read.cut_short,
        "no-rows": not rows,
        "no-names": listed.kind == "orders" and bool(rows) and not any(row.text for row in rows),
        "unread-amounts": bool(rows) and left_over,
    }
    return PicturePage(
        sha256=sha256,
        width=read.width,
        height=read.height,
        rows=rows,
        kind=listed.kind,
        layout=listed.profile.id if listed.profile else "",
        title=listed.profile.title if listed.profile else "",
        service=listed.profile.service if listed.profile else "",
        taken=read.taken.isoformat() if read.taken else "",
        currency=_only_currency(lines),
        questions=questions,
        notes=[name for name, holds in notes.items() if holds],
        lines=len(read.lines),
        seconds=round(seconds, 3),
    )


def _only_currency(lines: Sequence[VisualLine]) -> str:
    """The currency that amounts in the picture show, in its sums too; empty where they show none or several."""
    marked = {token.currency for line in lines for token in line.of("amount")} - {"", "POINT"}
    return marked.pop() if len(marked) == 1 else ""


def _without_bar(lines: Sequence[VisualLine], height: int) -> list[VisualLine]:
    """The lines without the bar at the top that shows the clock."""
    first = lines[0] if lines else None
    if first and first.bottom < _BAR * height and first.of("time") and not first.of("amount") and not first.days:
        return list(lines[1:])
    return list(lines)


def _list(lines: Sequence[VisualLine]) -> _List:
    texts = ["".join(token.printed for token in line.tokens) for line in lines]
    folded = [re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower() for text in texts]
    profile = profile_of("\n".join(folded))
    kind = profile.kind if profile else _kind(folded)
    lines = order_lines(lines) if kind == "orders" else lines
    heads = heads_of(lines)
    body = [line for line in lines if heads.line is None or line.top > heads.line.top]
    return _List(kind, profile, heads, _trimmed(blocks_of(body, "day" if kind in _WITHOUT_AMOUNTS else "amount")))


def _trimmed(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, each without leading lines of words that stand farther away than lines of one block do: titles."""
    gaps = sorted(below.top - above.bottom for block in blocks for above, below in pairwise(block.lines))
    usual = gaps[len(gaps) // 2] if gaps else 0
    trimmed = list[Block]()
    for block in blocks:
        lines = list(block.lines)
        height = median(line.bottom - line.top for line in lines)
        for place in range(len(lines) - 1, 0, -1):
            before = lines[:place]
            words_only = not any(line.of("amount") or line.days for line in before)
            if words_only and lines[place].top - lines[place - 1].bottom > usual + 0.5 * height:
                trimmed.append(Block(tuple(before)))
                lines = lines[place:]
                break
        trimmed.append(Block(tuple(lines)))
    return trimmed


def _kind(texts: Sequence[str]) -> Kind:
    """By the title, the first of the lines near the top that names a kind, else by any line that is short enough for a
    title."""
    for some in (*([text] for text in texts[:3]), [text for text in texts if len(text) <= 16]):
        for kind, pattern in words.KINDS.items():
            if any(pattern.search(text) for text in some):
                return kind  # type: ignore[return-value]
    return "unknown"


def _drafts(listed: _List, calendar: Calendar, read: Read) -> Iterator[Draft]:
    """The rows as they stand there, from top to bottom, with the days and sections above them carried down."""
    place = Place(listed.profile, listed.kind, listed.heads, calendar, _own_days(listed.blocks), read.height)
    heading, section = None, ""
    rows = 0
    for block in listed.blocks:
        for token in block.of("day"):
            sums = words.SUMMARY.search(token.after) or block.lines[0].of("amount")
            if token.day and token.day.is_month and not sums:
                calendar.heading(token.day)
                heading = None
        if listed.kind in _WITHOUT_AMOUNTS:
            if block.days or (listed.kind == "devices" and len(block.lines) > 1 and rows):
                rows += 1
                yield signed_in(block, place)
            continue
        if not block.of("amount"):
            days = [token for token in block.days if not words.OTHER_DAY.search(token.before + token.after)]
            if len(days) == 1:
                heading = days[0]
            elif block.of("text") and not block.days:
                section = " ".join(token.printed for token in block.of("text"))
            continue
        top = block.lines[0]
        if not place.own_days and len(top.days) == 1 and len(top.tokens) == 1 and len(block.lines) > 1:
            heading = top.days[0]
        if _is_summary(block, place, heading, listed.blocks, rows):
            if not place.own_days and len(block.days) == 1:  # a day with its sum, above the payments of the day
                heading = block.days[0]
            continue
        draft = drafted(block, heading, section, place)
        if draft is not None:
            rows += 1
            yield draft


def _own_days(blocks: Sequence[Block]) -> bool:
    """Whether most rows of the list have a day of their own."""
    rows = [block for block in blocks if block.of("amount")]
    with_days = sum(bool(block.days) for block in rows)
    return with_days * 2 > len(rows) and with_days > 0


def _is_summary(block: Block, place: Place, heading: Token | None, blocks: Sequence[Block], rows: int) -> bool:
    """Whether the amounts of a block sum up or introduce others."""
    amounts = block.of("amount")
    labels = {token.label for token in amounts if is_beside(token)}
    texts = [text for token in block.of("text") if (text := re.sub(r"\s", "", token.printed)) not in labels]
    if not block.shape[0] and all(words.BALANCE.search(token.label) for token in amounts):
        return True
    usual = median(t.box.bottom - t.box.top for other in blocks for t in other.of("amount"))
    if any(t.box.bottom - t.box.top > _HERO * usual for t in amounts) and not (rows and block.days):
        return True
    sums = any(words.SUMMARY.search(text) for text in texts)
    if place.own_days:
        if _is_of_month(block):
            return True
        at_edge = block.box.bottom >= place.height - 8
        return (not block.days and (sums or not at_edge) and not _like_rows(block, blocks)) or (
            sums and len(texts) == len([text for text in texts if words.SUMMARY.search(text)])
        )
    if sums:
        return True
    alone = not texts and len(block.days) == 1
    return alone or (heading is None and not _like_rows(block, blocks))


def _is_of_month(block: Block) -> bool:
    """Whether it says what is paid in a month: it has a month and no day."""
    return bool(block.of("day")) and not block.days


def _like_rows(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a block is built like most others, and its name begins where theirs do."""
    shapes = Counter(
        (len(other.of("amount")), len(other.lines), other.box.left // 12) for other in blocks if other.of("amount")
    )
    (amounts, lines, _), count = shapes.most_common(1)[0]
    return count > 1 and len(block.of("amount")) == amounts and abs(len(block.lines) - lines) <= 1


def _left_over(listed: _List, drafts: Sequence[Draft]) -> bool:
    """Whether an amount that looks like one of a row belongs to none."""
    used = {id(draft.block) for draft in drafts}
    usual = [t.box.bottom - t.box.top for draft in drafts if (t := draft.amount)]
    if not usual:
        return False
    return any(
        id(block) not in used
        and not any(words.SUMMARY.search(re.sub(r"\s", "", token.printed)) for token in block.of("text"))
        and not (not block.of("text") and block.days)
        and not _is_of_month(block)
        and any(t.box.bottom - t.box.top <= _HERO * median(usual) for t in block.of("amount"))
        for block in listed.blocks
    )
