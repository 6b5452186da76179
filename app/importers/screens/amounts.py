"""What each amount of a block is: the one of the row, its balance, or one beside it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.importers.screens import words
from app.importers.screens.blocks import Block, VisualLine
from app.importers.screens.profile import Profile
from app.importers.screens.tokens import Token


class Roles(NamedTuple):
    """The amounts of a block by what they are. ``unclear`` are several that may be the row's; ``side`` is what the
    column of the amount says of its direction (``in``, ``out`` or empty)."""

    main: Token | None
    balance: Token | None
    unclear: Sequence[Token]
    beside: Sequence[Token]
    side: str = ""


class Heads(NamedTuple):
    """The columns of a table: a role and the left and right end of its name."""

    columns: Sequence[tuple[str, int, int]]
    line: VisualLine | None = None

    def role(self, token: Token) -> str:
        """The role of the column in which a token stands; empty where it is in none."""
        near = sorted((_apart(token, left, right), role) for role, left, right in self.columns)
        if not near or near[0][0] > (token.box.bottom - token.box.top) * 2:
            return ""
        return near[0][1] if len(near) == 1 or near[0][0] < near[1][0] else ""


def _apart(token: Token, left: int, right: int) -> float:
    """How far a token is from a column: by the nearest of the left ends, right ends and middles."""
    middle = abs((token.box.left + token.box.right) - (left + right)) / 2
    return min(abs(token.box.left - left), abs(token.box.right - right), middle)


def heads_of(lines: Sequence[VisualLine]) -> Heads:
    """The names of columns above a table: a line without amounts of which two words at least are such names."""
    for line in lines:
        if line.of("amount") or line.days:
            continue
        columns = []
        for token in line.of("text"):
            for part, left, right in _parts(token):
                columns += [(role, left, right) for role, name in words.HEADS.items() if name.search(part)][:1]
        roles = {role for role, _, _ in columns}
        if len(columns) >= 2 and roles & {"out", "in", "amount", "balance"} and len(roles) >= 2:
            return Heads(columns, line)
    return Heads(())


def _parts(token: Token) -> list[tuple[str, int, int]]:
    """The words of a token with their ends, by the share of its letters."""
    width = (token.box.right - token.box.left) / max(1, len(token.printed))
    return [
        (match[0], round(token.box.left + match.start() * width), round(token.box.left + match.end() * width))
        for match in re.finditer(r"\S+", token.printed)
    ]


def roles_of(block: Block, heads: Heads, profile: Profile | None) -> Roles:
    """The roles of the amounts of a block, by the words beside them, the names of columns, signs and currencies."""
    balance, beside, named, free, side = [], [], [], [], ""
    for line in block.lines:
        for token in line.of("amount"):
            label, column = token.label, heads.role(token)
            if column == "balance" or words.BALANCE.search(label) or _listed(profile.balance if profile else (), label):
                balance.append(token)
            elif _listed(profile.beside if profile else (), label) or (words.BESIDE.search(label) and not token.sign):
                beside.append(token)
            elif column in ("in", "out"):
                named.append(token)
                side = column
            elif column == "amount" or words.AMOUNT.search(label):
                named.append(token)
            else:
                free.append(token)
    money = [token for token in (*named, *free) if token.currency != "POINT"]
    if money and len(money) < len(named) + len(free):  # points beside money are earned or spent with it
        beside += [token for token in (*named, *free) if token.currency == "POINT"]
        named, free = [t for t in named if t in money], [t for t in free if t in money]
    candidates = named if len(named) == 1 and not any(token.sign for token in free) else [*named, *free]
    if len(candidates) > 1 and len(signed := [token for token in candidates if token.sign]) == 1 and len(named) == 0:
        beside += [token for token in candidates if token is not signed[0]]
        return Roles(signed[0], _only(balance), candidates, beside, side)
    if len(candidates) > 1:
        return Roles(_largest(candidates), _only(balance), candidates, beside, side)
    beside += [token for token in free if token not in candidates]
    main = candidates[0] if candidates else None
    return Roles(main, _only(balance), [], beside, side)


def _only(tokens: Sequence[Token]) -> Token | None:
    return tokens[0] if len(tokens) == 1 else None


def _listed(patterns: Sequence[str], label: str) -> bool:
    return any(re.search(pattern, label, re.IGNORECASE) for pattern in patterns)


def _largest(tokens: Sequence[Token]) -> Token:
    return max(tokens, key=lambda token: (token.box.bottom - token.box.top, -token.box.top))
