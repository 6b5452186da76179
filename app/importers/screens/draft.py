"""One block as a row: its day, time, name, amount, balance, direction and state, as they stand there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from app.importers.screens import order_words, words
from app.importers.screens.amounts import Heads, Roles, roles_of
from app.importers.screens.blocks import Block
from app.importers.screens.days import Calendar
from app.importers.screens.profile import Profile
from app.importers.screens.rows import Direction, Kind, Status
from app.importers.screens.tokens import Token

_SURE = 0.8  # least probability of a digit that is not doubtful
_SECTION = 20  # characters of the name of a section that says a state and little else
_TWO_FIRST = ("GBP", "EUR")  # currencies of countries that write the day before the month


class Place(NamedTuple):
    """What is the same for all rows of a list; ``own_days``: most of them have a day of their own."""

    profile: Profile | None
    kind: Kind
    heads: Heads
    calendar: Calendar
    own_days: bool
    height: int


@dataclass
class Draft:
    """A row before it is judged. ``word`` is the direction that words say, ``side`` the one that its column says."""

    block: Block
    day: Token | None = None
    at: date | None = None
    time: Token | None = None
    texts: Sequence[Token] = ()
    name: Token | None = None
    amount: Token | None = None
    balance: Token | None = None
    currency: str = ""
    word: Direction = ""
    side: Direction = ""
    status: Status = ""
    section: str = ""
    doubts: list[str] = field(default_factory=list)
    direction: Direction = ""
    proven: bool = False
    unnamed: Token | None = None  # the one amount beside that of the row that no word explains


def drafted(block: Block, heading: Token | None, section: str, place: Place) -> Draft | None:
    """A block with an amount as a row; None where it has no amount that may be the row's."""
    roles = roles_of(block, place.heads, place.profile)
    if roles.main is None and roles.beside and not roles.balance:
        roles = roles._replace(main=roles.beside[0], unclear=roles.beside, beside=())
    if roles.main is None:
        return None
    draft = Draft(block=block, amount=roles.main, balance=roles.balance, section=section)
    draft.side = "in" if roles.side == "in" else "out" if roles.side == "out" else ""
    if roles.unclear:
        draft.doubts.append("second-amount")
        others = [token for token in roles.unclear if token is not roles.main]
        draft.unnamed = others[0] if len(others) == 1 else None
    _set_day(draft, heading, place)
    times = block.of("time")
    draft.time = times[0] if times else None
    draft.texts = _names(block, roles)
    names = (token for token in draft.texts if not order_words.is_label(token.printed))
    draft.name = next(iter((*names, *draft.texts)), None)
    draft.currency = roles.main.currency
    set_words(draft, draft.texts, block.of("text"))
    return draft


def signed_in(block: Block, place: Place) -> Draft:
    """A block of a list of sign-ins or devices as a row."""
    draft = Draft(block=block)
    _set_day(draft, None, place)
    times = block.of("time")
    draft.time = times[0] if times else None
    draft.texts = [token for token in block.tokens if token.kind in ("text", "amount")]
    return draft


def _set_day(draft: Draft, heading: Token | None, place: Place) -> None:
    days = draft.block.days
    labels = {token: _around(token, draft.block) for token in days}
    named = [token for token in days if words.OWN_DAY.search(labels[token])]
    own = [token for token in days if not words.OTHER_DAY.search(labels[token])]
    if len(own) > 1 or (not own and named):
        if len(named) != 1:
            draft.doubts.append("unclear-date")
        own = named if len(named) == 1 else own
    draft.day = own[0] if own else None if place.own_days else heading
    if draft.day is None or draft.day.day is None:
        draft.doubts.append("no-date")
        return
    currency = draft.amount.currency if draft.amount else ""
    draft.at, doubt = place.calendar.resolved(draft.day.day, currency in _TWO_FIRST)
    if doubt:
        draft.doubts.append(doubt)
    if draft.day.day.dotted and not (draft.amount and draft.amount.currency):
        draft.doubts.append("unclear-date")


def _around(token: Token, block: Block) -> str:
    """The words beside a day: in its line of text, and just left of it in its line of the block; where it is the first
    of its line, those right above it."""
    place = next(place for place, line in enumerate(block.lines) if token in line.tokens)
    line = block.lines[place]
    left = [other.printed for other in line.tokens if other.box.right <= token.box.left][-1:]
    if not token.before and not (left and place == 0):
        above = block.lines[place - 1].of("text") if place else []
        height = token.box.bottom - token.box.top
        left = [other.printed for other in above if abs(other.box.left - token.box.left) < height] or left
    right = [other.printed for other in line.tokens if other.box.left >= token.box.right][:1]
    near = [text for text in right if text.startswith("まで")]
    return re.sub(r"\s", "", "".join((*left, *near)))


def _names(block: Block, roles: Roles) -> list[Token]:
    """The words of a block that are no label of an amount, the largest and highest first."""
    names = []
    labels = {id(token) for token in _labels(block, roles)}
    for token in block.of("text"):
        plain = re.sub(r"\s", "", token.printed)
        if id(token) not in labels and len(plain) > 1 and not _NO_NAME.fullmatch(plain):
            names.append(token)
    if not names:
        return names
    tall = max(token.box.bottom - token.box.top for token in names)
    first = next(token for token in names if token.box.bottom - token.box.top > 0.86 * tall)
    return [first, *(token for token in names if token is not first)]


# Words that are the state of a row, a label, the number of an order or of a card, and not its name.
_NO_NAME = re.compile(
    "(キャンセル|取消|返品|処理中|完了|支払い?完了|保留|確定|未確定|payment|refund|completed?|pending|cancell?ed|declined)(済み?)?"
    "|(注文日|購入日|利用日|取引日|合計|小計|お?支払い?金額|ご?利用金額|残高|日付|date|total|amount|balance)[:：]?"
    r"|(\d+回|一括|リボ|分割)(払い)?(ご?本人|ご?家族)?|ご?(本人|家族)|加盟店|決済(日時|番号|金額)"
    r"|(注文番号|受注番号|(refund:)?order#?|ordernumber)[:：]?[\dA-Z-]*|[A-Za-z]{0,12}[*•・.xX]{2,}\d{3,4}",
    re.IGNORECASE,
)


def _labels(block: Block, roles: Roles) -> list[Token]:
    """The words just left of a balance or of an amount beside the row's, or of the row's that say no more than that."""
    labels = []
    for line in block.lines:
        for left, token in zip(line.tokens, line.tokens[1:], strict=False):
            if left.kind != "text" or token.kind not in ("amount", "day"):
                continue
            plain = re.sub(r"\s", "", left.printed)
            short = len(plain) <= 8 and any(p.search(plain) for p in (words.AMOUNT, words.OTHER_DAY, words.OWN_DAY))
            beside = token is roles.balance or token in roles.beside
            named = any(p.search(plain) for p in (words.BALANCE, words.BESIDE, words.AMOUNT))
            if short or (beside and named):
                labels.append(left)
    return labels


def set_words(draft: Draft, texts: Sequence[Token], own: Sequence[Token], incoming: re.Pattern[str] = words.IN) -> None:
    """The direction that some words say, and the state that some say. The row's own words come before those of its
    section, which names a state only where it says little else. ``incoming`` are the words of what came in."""
    text = " ".join(token.printed for token in texts)
    comes, goes = bool(incoming.search(text)), bool(words.OUT.search(text))
    draft.word = "in" if comes and not goes else "out" if goes and not comes else ""
    state = " ".join(token.printed for token in own)
    draft.status = _state(state) or (_state(draft.section) if len(draft.section) <= _SECTION else "")
    contradicted = comes or words.PENDING.search(state)  # what was paid back may name what was cancelled
    draft.doubts = [doubt for doubt in draft.doubts if doubt != "status"]
    if draft.status == "cancelled" and contradicted:
        draft.doubts.append("status")


def _state(text: str) -> Status:
    if words.CANCELLED.search(text):
        return "cancelled"
    if words.PENDING.search(text):
        return "pending"
    return "completed" if words.COMPLETED.search(text) else ""


def unclear(token: Token | None) -> str:
    """Why a token may be misread (a code), or nothing."""
    if token is None:
        return ""
    return token.doubt or ("unclear-letters" if token.sure < _SURE else "")
