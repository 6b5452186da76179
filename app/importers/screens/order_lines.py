"""Lines of a list of orders: days on which goods come and numbers within the name of goods are words like others."""

import re
from collections.abc import Sequence

from app.importers.screens import words
from app.importers.screens.blocks import VisualLine, is_beside
from app.importers.screens.order_words import is_label
from app.importers.screens.tokens import Token


def order_lines(lines: Sequence[VisualLine]) -> list[VisualLine]:
    """The lines, with all that is no day or amount of an order as text. An amount within other words is part of them
    where each order has another one that stands alone or beside a label."""
    days = [token for line in lines for token in line.days if not arrives(token)]
    amounts = [token for line in lines for token in line.of("amount")]
    alone = [token for token in amounts if not _is_within(token) and not is_beside(token) and token.currency != "POINT"]
    within = _is_within if len(alone) >= len(days) > 0 else lambda token: False

    def plain(token: Token) -> Token:
        is_other = (token.kind == "day" and arrives(token)) or (token.kind == "amount" and within(token))
        return token._replace(kind="text") if is_other else token

    return [VisualLine(tuple(plain(token) for token in line.tokens)) for line in lines]


def arrives(token: Token) -> bool:
    """Whether the words of its line right beside a day say that goods come or came on it."""
    before, after = (re.sub(r"\s", "", text) for text in (token.before, token.after))
    if words.OWN_DAY.search(before):
        return False
    return words.OTHER_DAY.search(before) is not None or words.ARRIVES.match(after) is not None


def _is_within(token: Token) -> bool:
    """Whether an amount is part of a text other than a label."""
    return any(text and not is_label(text) for text in (token.before, token.after))
