"""Judges drafts: which way each amount went, what a chain of balances proves, and what is doubtful."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

from app.importers.screens.draft import Draft, unclear
from app.importers.screens.profile import Profile
from app.importers.screens.rows import Box, Direction, Kind, PictureRow
from app.importers.screens.tokens import Token

# The numbers of orders of Amazon and of Rakuten Ichiba.
_ORDER = re.compile(r"(?<![\d-])(?:(?:\d{3}|D\d{2})-\d{7}-\d{7}|\d{6}-20\d{6}-\d{8,10})(?!\d)")
_KANA = re.compile("[ぁ-んァ-ヶ]")
_EDGE = 6  # pixels from the upper or lower end of a picture
_NAME = 160  # characters of a name
_WITHOUT_AMOUNTS = ("sign_ins", "devices")
_SPENDING = ("orders", "statement")  # lists whose amounts without a sign are paid


def judged(
    drafts: Sequence[Draft], profile: Profile | None, kind: Kind, sha256: str, taken: date | None, size: tuple[int, int]
) -> tuple[list[PictureRow], list[str]]:
    """The rows, and what to ask once for the picture."""
    if kind not in _WITHOUT_AMOUNTS:
        _currencies(drafts, profile)
        asked = _directions(drafts, profile, kind)
        _chains(drafts)
        _alike(drafts)
    else:
        asked = False
    _in_order(drafts, taken)
    for draft in drafts:
        _doubts(draft, profile, kind, size)
    questions = {
        "direction": asked and any(not draft.proven for draft in drafts),
        "plain": kind not in _WITHOUT_AMOUNTS and sum(not draft.direction for draft in drafts) > 1,
        "day": any("no-year" in draft.doubts for draft in drafts),
        "currency": sum("no-currency" in draft.doubts for draft in drafts) > 1,
    }
    rows = [_row(draft, number, sha256) for number, draft in enumerate(drafts, 1)]
    return rows, [name for name, holds in questions.items() if holds]


def _currencies(drafts: Sequence[Draft], profile: Profile | None) -> None:
    """Numbers without a mark have the currency of the others, or that of the layout; beside Japanese names and
    without decimals they are yen."""
    marked = Counter(draft.currency for draft in drafts if draft.currency)
    balances = Counter(draft.balance.currency for draft in drafts if draft.balance and draft.balance.currency)
    usual = next(iter((marked + balances).most_common(1)), (profile.currency if profile else "", 0))[0]
    japanese = sum(any(_KANA.search(token.printed) for token in draft.texts) for draft in drafts) * 2 > len(drafts)
    if not usual and japanese and not any("." in draft.amount.value for draft in drafts if draft.amount):
        usual = "JPY"
    for draft in drafts:
        if draft.currency:
            continue
        draft.currency = usual
        if len(marked) > 1 or not usual:
            draft.doubts.append("no-currency")


def _directions(drafts: Sequence[Draft], profile: Profile | None, kind: Kind) -> bool:
    """Sets the direction of each row; whether the person has to be asked what a minus sign means."""
    signs = Counter(draft.amount.sign for draft in drafts if draft.amount)
    minus: Direction = profile.minus if profile else "in" if kind == "statement" and signs[""] else "out"
    plus: Direction = profile.plus if profile else "in"
    plain: Direction = profile.plain if profile else ""
    if (not plain and kind in _SPENDING) or (not plain and signs["+"] and not signs["-"]):
        plain = "out"
    elif not plain and signs["-"] and not signs["+"]:
        plain = "out" if minus == "in" else "in"
    for draft in drafts:
        sign = draft.amount.sign if draft.amount else ""
        by_sign: Direction = minus if sign == "-" else plus if sign == "+" else ""
        draft.direction = draft.side or by_sign or draft.word or plain
        if not draft.direction or _contradicted(draft, by_sign, profile is not None, kind in _SPENDING):
            draft.doubts.append("no-direction")
    return profile is None and bool(signs["-"])


def _contradicted(draft: Draft, by_sign: Direction, known: bool, spending: bool) -> bool:
    """Whether the words of a row say another direction than its sign, or than what such lists mean."""
    if not draft.word or draft.word == draft.direction or draft.side:
        return False
    return not known if by_sign else spending


def _chains(drafts: Sequence[Draft]) -> None:
    """Proves rows by balances: each follows from the one before by the amount between them. A chain also says which way
    an amount went, whatever its sign."""
    listed = [draft for draft in drafts if draft.status not in ("cancelled", "pending")]
    _take_unnamed(listed)
    if sum(draft.balance is not None for draft in listed) < 3:
        return
    newest_first = max((True, False), key=lambda order: sum(_links(listed, order)))
    links = _links(listed, newest_first)
    if sum(links) * 2 < len(links):
        for draft in listed:
            draft.doubts.append("broken-chain")
        return
    for place, draft in enumerate(listed):
        # The link of a row is the one to the balance before it: below it where the newest stands first.
        own = place if newest_first else place - 1
        other = place - 1 if newest_first else place
        has_own, has_other = 0 <= own < len(links), 0 <= other < len(links)
        if has_own and links[own]:
            step = _step(listed, own, newest_first)
            direction: Direction = "in" if step > 0 else "out"
            draft.direction = direction
            draft.doubts = [doubt for doubt in draft.doubts if doubt != "no-direction"]
            draft.proven = not has_other or links[other]
        elif has_own or (has_other and not links[other]):
            draft.doubts.append("broken-chain")


def _take_unnamed(listed: Sequence[Draft]) -> None:
    """Takes second amounts without a word for balances where a chain shows that they are."""
    if any(draft.balance for draft in listed) or sum(draft.unnamed is not None for draft in listed) * 2 < len(listed):
        return
    for draft in listed:
        draft.balance = draft.unnamed
    if max(sum(_links(listed, order)) for order in (True, False)) * 3 < 2 * (len(listed) - 1):
        for draft in listed:
            draft.balance = None
        return
    for draft in listed:
        if draft.unnamed:
            draft.doubts = [doubt for doubt in draft.doubts if doubt != "second-amount"]


def _links(listed: Sequence[Draft], newest_first: bool) -> list[bool]:
    """For each pair of neighbours, whether the amount of the later one explains the step between their balances."""
    links = []
    for place in range(len(listed) - 1):
        later = listed[place] if newest_first else listed[place + 1]
        step = _step(listed, place, newest_first)
        links.append(later.amount is not None and step != 0 and abs(step) == Decimal(later.amount.value))
    return links


def _step(listed: Sequence[Draft], place: int, newest_first: bool) -> Decimal:
    """The step of the balance from the earlier to the later of two neighbours; 0 where it is not known."""
    upper, lower = listed[place].balance, listed[place + 1].balance
    if upper is None or lower is None:
        return Decimal(0)
    step = _value(upper) - _value(lower)
    return step if newest_first else -step


def _value(token: Token) -> Decimal:
    return -Decimal(token.value) if token.sign == "-" else Decimal(token.value)


def _alike(drafts: Sequence[Draft]) -> None:
    """Doubts rows that are not built like most: in their amounts and days, or in where the amount ends."""
    if len(drafts) < 3:
        return
    shape = Counter(draft.block.shape for draft in drafts).most_common(1)[0][0]
    heights = [draft.amount.box.bottom - draft.amount.box.top for draft in drafts if draft.amount]
    usual = median(heights)
    lines = median(len(draft.block.lines) for draft in drafts)
    names = any(draft.name for draft in drafts)
    for draft in drafts:
        height = draft.amount.box.bottom - draft.amount.box.top if draft.amount else 0
        more = draft.block.shape[0] > shape[0] or len(draft.block.lines) > 2 * lines + 1
        if more or not 0.7 * usual <= height <= 1.4 * usual:
            draft.doubts.append("unlike-others")
        if names and not draft.name:
            draft.doubts.append("no-text")


def _in_order(drafts: Sequence[Draft], taken: date | None) -> None:
    """Doubts days that break the order of the list, and those after the day of the picture."""
    dated = [draft for draft in drafts if draft.at]
    down = sum(a.at >= b.at for a, b in pairwise(dated) if a.at and b.at)
    up = sum(a.at <= b.at for a, b in pairwise(dated) if a.at and b.at)
    for above, below in pairwise(dated):
        if above.at and below.at and (above.at < below.at if down >= up else above.at > below.at):
            above.doubts.append("odd-date")
            below.doubts.append("odd-date")
    for draft in dated:
        if taken and draft.at and draft.at > taken:
            draft.doubts.append("odd-date")


def _doubts(draft: Draft, profile: Profile | None, kind: Kind, size: tuple[int, int]) -> None:
    box = draft.block.box
    if box.top <= _EDGE or box.bottom >= size[1] - _EDGE:
        draft.doubts.append("edge")
    for token in (draft.amount, draft.day, draft.balance if not draft.proven else None):
        if doubt := unclear(token):
            draft.doubts.append(doubt)
    if draft.proven:  # the sum shows that the amount was read well
        beaten = ("second-amount", "unclear-letters", "other-reading", "unlike-others")
        draft.doubts = [d for d in draft.doubts if d not in beaten or (d != "second-amount" and unclear(draft.day))]
    if profile is None:
        draft.doubts.append("unknown-layout")
    draft.doubts = list(dict.fromkeys(draft.doubts))
    bad_day = {"no-date", "no-year", "unclear-date", "odd-date", "edge"}
    known = draft.at is not None and bool(draft.currency or kind in _WITHOUT_AMOUNTS)
    draft.proven = draft.proven and known and not bad_day & set(draft.doubts)


def _row(draft: Draft, number: int, sha256: str) -> PictureRow:
    tokens = {
        "date": draft.day, "time": draft.time, "text": draft.name if draft.amount else next(iter(draft.texts), None),
        "amount": draft.amount, "balance": draft.balance,
    }  # fmt: skip
    known = {name: token for name, token in tokens.items() if token is not None}
    box = draft.block.box
    if draft.day and draft.day not in draft.block.tokens:
        known["date"] = draft.day
    margin = 8
    texts = draft.texts if draft.amount is None else [draft.name] if draft.name else []
    return PictureRow(
        id=f"{sha256[:16]}-{number}",
        number=number,
        box=Box(max(0, box.left - margin), max(0, box.top - margin), box.right + margin, box.bottom + margin),
        date=draft.at.isoformat() if draft.at else "",
        time=draft.time.value if draft.time else "",
        text=" ".join(token.printed for token in texts)[:_NAME],
        amount=draft.amount.value if draft.amount else "",
        currency=draft.currency,
        direction=draft.direction,
        balance=str(_value(draft.balance)) if draft.balance else "",
        status=draft.status,
        certain=not draft.doubts,
        proven=draft.proven,
        doubts=draft.doubts,
        boxes={name: token.box for name, token in known.items()},
        printed={name: token.printed for name, token in known.items()},
        heading=draft.section[:_NAME],
        reference=_reference(draft),
    )


def _reference(draft: Draft) -> str:
    """The number of an order; it may go on in the next line."""
    match = _ORDER.search("".join(token.printed for token in draft.block.tokens if token.kind == "text"))
    return match[0] if match else ""
