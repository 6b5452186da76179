"""The sentences that a planned step shows, and what they tell to do, by their words in both languages."""

import re
from collections.abc import Iterator
from functools import cache

from app.i18n.translate import translate
from checklists.order import Planned

_ASKS_AT_HOME = re.compile(
    r"\bask\b[^.,]*\b(home|family|household|relatives?|everyone|everybody)\b|asking at home|look at family members"
    r"|(家族|家の人|家の誰か|親戚)[^。]*?(聞いて|尋ね|確かめ[、て])|家で確認します",
    re.IGNORECASE,
)


@cache
def asks_at_home(sentence: str) -> bool:
    """Does a sentence tell to ask the family, in English or in Japanese?"""
    return any(_ASKS_AT_HOME.search(translate(sentence, lang)) for lang in ("en", "ja"))


def texts(planned: Planned) -> Iterator[str]:
    """What a step says to this person: its first view and its lines."""
    step, view = planned.step, planned.view
    yield from (step.title, step.why, step.blocked, step.verify.ask)
    for line in step.how:
        yield from filter(None, (line.do, line.note, line.otherwise))
    if view:
        yield from filter(None, (view.verb, view.where, view.warn, *view.say))
