"""What was bought, in a list of orders: the one text of a row that is no label, state, button or value of a label.

Where several texts remain, all of them are kept and the row is doubtful. A text that several rows show is no name
beside one that only this row shows, and alone it is a doubtful one.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, pairwise

from app.importers.screens import order_words, words
from app.importers.screens.blocks import Block, VisualLine, around
from app.importers.screens.draft import Draft, set_words
from app.importers.screens.rows import Box
from app.importers.screens.tokens import Token

_BESIDE = 1.2  # heights of a line between two parts of one text at most
_SAME_LEFT = 0.8  # heights of a line by which the left ends of two lines of one text differ at most
_SAME_HEIGHT = 0.8  # least height of the lower of two lines of one text, as a share of the higher
_WRAPPED = 0.45  # least width of a line that goes on in the next one, as a share of the width of its block
_FULL = 1.6  # largest free space at the end of a line that goes on in the next one, in heights of a line
_NEARER = 0.15  # by how much nearer a text is to its own row than to another one, at least, in heights of a line
_ALIKE = 0.85  # least similarity of two texts that may be two readings of the same text
_LINES = 4  # most lines of a name
_BETWEEN = " / "  # between several texts that may each be the name


@dataclass(frozen=True)
class _Segment:
    """A text within one line of a block; ``place`` is the number of that line, ``named``: a label says that it is the
    name."""

    text: str
    box: Box
    place: int
    tokens: tuple[Token, ...]
    named: bool = False

    @property
    def height(self) -> int:
        return self.box.bottom - self.box.top

    @property
    def key(self) -> str:
        """What it is compared by with those of other rows."""
        return _key(self.text)


def _key(text: str) -> str:
    """A text without numbers and marks."""
    return re.sub(r"[\W\d_ー一]", "", order_words.folded(text))


def with_items(drafts: Sequence[Draft], blocks: Sequence[Block]) -> None:
    """Sets the name of each row of a list of orders, and says where it is doubtful. The direction and the state of a
    row are those that its other words say."""
    listed = [_candidates(draft) for draft in drafts]
    shared = _shared(listed, _outside(drafts, blocks))
    second = _second_lines(listed)
    rows = [_names(segments, draft.block, shared) for draft, segments in zip(drafts, listed, strict=True)]
    pairs = list(zip(drafts, rows, strict=True))
    apart = all(_is_inside(name, draft, blocks) for draft, names in pairs for name in names)
    sure = [
        _is_sure(names, draft, shared, second, apart) and (len(pairs) > 1 or names[0][0].named)
        for draft, names in pairs
    ]
    known = [(draft.block, names[0][0]) for (draft, names), holds in zip(pairs, sure, strict=True) if holds]
    for (draft, names), holds in zip(pairs, sure, strict=True):
        if not names and any(rows):
            draft.doubts.append("no-text")
        elif names and not holds and not (len(names) == 1 and _has_place_of(names[0], draft.block, known)):
            draft.doubts.append("unclear-name")
        _set_name(draft, names)


def _outside(drafts: Sequence[Draft], blocks: Sequence[Block]) -> set[str]:
    """The keys of the texts that stand outside all rows."""
    rows = {id(draft.block) for draft in drafts}
    return {_key(token.whole) for block in blocks if id(block) not in rows for token in block.of("text")}


def _shared(listed: Sequence[Sequence[_Segment]], outside: Set[str]) -> set[str]:
    """The keys of texts that several rows show, or one row and the page around it, as well as they can be read."""
    keys = [outside, *({segment.key for segment in segments} for segments in listed)]
    pairs = ((a, b) for some, others in combinations(keys, 2) for a in some for b in others)
    return {key for pair in pairs if _alike(*pair) for key in pair}


def _alike(key: str, other: str) -> bool:
    matcher = SequenceMatcher(None, key, other)
    return key == other or (matcher.real_quick_ratio() > _ALIKE and matcher.quick_ratio() > _ALIKE < matcher.ratio())


def _names(segments: Sequence[_Segment], block: Block, shared: Set[str]) -> list[list[_Segment]]:
    """The texts that may each be the name: those that only this row shows, else all."""
    texts = _texts(segments, block, shared)
    named = [text for text in texts if text[0].named]
    return named or [text for text in texts if any(segment.key not in shared for segment in text)] or texts


def _second_lines(listed: Sequence[Sequence[_Segment]]) -> set[str]:
    """The keys of texts that, wherever they occur, stand below a line that is full and was not cut short: they are the
    end of a longer text, also where several rows have the same one."""
    right = max((segment.box.right for segments in listed for segment in segments), default=0)
    every, second = Counter[str](), Counter[str]()
    for segments in listed:
        every.update(segment.key for segment in segments)
        for above, below in pairwise(segments):
            is_full = above.box.right >= right - _FULL * above.height and not above.text.endswith(("…", ".."))
            second[below.key] += is_full and below.place == above.place + 1
    return {key for key, count in every.items() if count == second[key]}


def _is_sure(
    names: Sequence[Sequence[_Segment]], draft: Draft, shared: Set[str], second: Set[str], apart: bool
) -> bool:
    """Whether a row has one name, which a label calls so or which no other row shows. Where the rows of the list are
    not well ``apart``, a text at the end of a row may belong to the next one."""
    if len(names) != 1 or len(names[0]) > _LINES:
        return False
    name = names[0]
    first, *others = name
    if first.named:
        return True
    at_edge = not first.place or name[-1].place == len(draft.block.lines) - 1
    if first.key in shared or (at_edge and not apart) or order_words.may_be_state(_text(name)):
        return False
    return all(segment.key not in shared or segment.key in second for segment in others)


def _has_place_of(name: Sequence[_Segment], block: Block, known: Sequence[tuple[Block, _Segment]]) -> bool:
    """Whether a text that several rows show stands where the name of a row like this one stands: the same thing was
    bought again."""
    (first, *others) = name
    return not others and any(
        len(block.lines) == len(other.lines)
        and first.place == segment.place
        and abs(first.box.left - segment.box.left) <= _SAME_LEFT * first.height
        and _SAME_HEIGHT <= first.height / segment.height <= 1 / _SAME_HEIGHT
        for other, segment in known
    )


def _set_name(draft: Draft, names: Sequence[Sequence[_Segment]]) -> None:
    segments = [segment for name in names for segment in name]
    draft.name = None
    if segments:
        text = _BETWEEN.join(map(_text, names))
        draft.name = segments[0].tokens[0]._replace(printed=text, box=around([s.box for s in segments]))
    used = {id(token) for segment in segments for token in segment.tokens}
    texts, own = (
        [token for token in tokens if id(token) not in used and not order_words.is_button(token.whole)]
        for tokens in (draft.texts, draft.block.of("text"))
    )
    set_words(draft, texts, own, words.PAID_BACK)


def _text(name: Sequence[_Segment]) -> str:
    """The lines of a text as one, with a space between two where one of them ends or begins with a Latin letter."""
    texts = [segment.text for segment in name]
    gaps = ["" if above[-1] > "\x7f" < below[0] else " " for above, below in pairwise(texts)]
    return texts[0] + "".join(gap + text for gap, text in zip(gaps, texts[1:], strict=True))


def _candidates(draft: Draft) -> list[_Segment]:
    """The texts of a row that may be the name, from top to bottom."""
    segments = [s for place, line in enumerate(draft.block.lines) for s in _segments(line, place, draft)]
    values = {id(value) for s in segments if order_words.awaits_value(s.text) and (value := _value(s, segments))}
    named = {id(value) for s in segments if order_words.awaits_name(s.text) and (value := _value(s, segments))}
    candidates = []
    for segment in segments:
        if name := order_words.without_label(segment.text):
            candidates.append(_Segment(name, segment.box, segment.place, segment.tokens, named=True))
        elif id(segment) in named:
            candidates.append(_Segment(segment.text, segment.box, segment.place, segment.tokens, named=True))
        elif id(segment) not in values and not order_words.is_label(segment.text):
            candidates.append(segment)
    return candidates


def _segments(line: VisualLine, place: int, draft: Draft) -> list[_Segment]:
    """The texts of a line; the day and the amounts of the row part them, others are part of the text around them."""
    used = {id(token) for token in (draft.amount, draft.day, draft.time, draft.balance)}
    with_words = {token.line for token in line.of("text")}
    parts: list[list[Token]] = [[]]
    for token in line.tokens:
        last = parts[-1][-1] if parts[-1] else None
        if id(token) in used or token.line not in with_words:
            parts.append([])
        elif last and last.line != token.line and token.box.left - last.box.right > _BESIDE * _height(token):
            parts.append([token])
        else:
            parts[-1].append(token)
    return [_segment(part, place, draft.block) for part in parts if any(token.kind == "text" for token in part)]


def _segment(tokens: Sequence[Token], place: int, block: Block) -> _Segment:
    all_of = Counter(token.line for token in block.tokens)
    texts = []
    for number in dict.fromkeys(token.line for token in tokens):
        some = [token for token in tokens if token.line == number]
        texts.append(some[0].whole if len(some) == all_of[number] else " ".join(token.printed for token in some))
    return _Segment(" ".join(texts), around([token.box for token in tokens]), place, tuple(tokens))


def _value(label: _Segment, segments: Sequence[_Segment]) -> _Segment | None:
    """The text to the right of a label, else the one right below it."""
    right = [s for s in segments if s.place == label.place and s.box.left >= label.box.right]
    below = [
        s
        for s in segments
        if s.place == label.place + 1 and abs(s.box.left - label.box.left) <= _SAME_LEFT * label.height
    ]
    return next(iter([*right, *below]), None)


def _texts(segments: Sequence[_Segment], block: Block, shared: Set[str]) -> list[list[_Segment]]:
    """The texts that may each be the name: a line that is full goes on in the one below it."""
    texts: list[list[_Segment]] = []
    for segment in segments:
        begins = segment.key not in shared and bool(texts) and texts[-1][-1].key in shared
        if texts and not begins and _goes_on(texts[-1][-1], segment, block):
            texts[-1].append(segment)
        else:
            texts.append([segment])
    return texts


def _goes_on(above: _Segment, below: _Segment, block: Block) -> bool:
    height = min(above.height, below.height)
    return (
        below.place == above.place + 1
        and not below.named
        and height >= _SAME_HEIGHT * max(above.height, below.height)
        and abs(above.box.left - below.box.left) <= _SAME_LEFT * height
        and below.box.top - above.box.bottom <= _SAME_LEFT * height
        and above.box.right >= below.box.right - height
        and above.box.right - above.box.left >= _WRAPPED * (block.box.right - block.box.left)
    )


def _is_inside(name: Sequence[_Segment], draft: Draft, blocks: Sequence[Block]) -> bool:
    """Whether a text is nearer to the other lines of its block than to the blocks around it."""
    place = next(place for place, block in enumerate(blocks) if block is draft.block)
    lines, first, last = draft.block.lines, name[0].place, name[-1].place
    above = [blocks[place - 1].lines[-1].bottom] if place else []
    below = [blocks[place + 1].lines[0].top] if place + 1 < len(blocks) else []
    to_above = [lines[first].top - bottom for bottom in ([lines[first - 1].bottom] if first else above)]
    to_below = [top - lines[last].bottom for top in ([lines[last + 1].top] if last + 1 < len(lines) else below)]
    if not to_above or not to_below or (first and last + 1 < len(lines)):
        return True
    own, other = (to_above[0], to_below[0]) if first else (to_below[0], to_above[0])
    return other - own > _NEARER * name[0].height


def _height(token: Token) -> int:
    return token.box.bottom - token.box.top
