"""The doors of a plan as cards: where somebody may still be, and the steps that shut them."""

from collections.abc import Collection, Iterable

from app.cases.plan.doors import DoorItem, DoorStatus
from app.cases.plan.progress import StepStatus
from app.cases.plan.view import PlanView
from app.i18n import N_
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.plans.doors import door_title
from app.web.context import Context
from app.web.fragments.plan_cards import STATE_LABELS
from app.web.fragments.untrusted import safe_text
from checklists.order import SETTLED, WHEN_LABELS
from checklists.plan_doors import DOOR_LABELS, DoorState

MOST_SHOWN = 5  # cards that are not folded
COUNTS: tuple[tuple[DoorState, str], ...] = (
    ("open", N_("Not shut yet: {count}")),
    ("unclear", N_("Not known yet: {count}")),
)
LOOKS = N_("To look at, just to be safe: {count}")
NOTHING_LEFT = N_("Everything that we know of was taken away. A newer export shows whether it stays so.")


def door_cards(view: PlanView, first: Collection[StepStatus]) -> Context | None:
    """The cards of the doors, those that are not folded first, with one sentence about all; null where there are no
    doors. ``first``: the steps that the page shows before them."""
    if not view.doors:
        return None
    above = {status.planned.step.id for status in first}
    cards = []
    for door in view.doors:
        cards.append(_card(door, above, view))
        above |= {item.status.planned.step.id for item in door.items}
    return {"says": _says(view), "shown": cards[:MOST_SHOWN], "folded": cards[MOST_SHOWN:]}


def _says(view: PlanView) -> str:
    """How many doors are open, or not known, and how many things are only looked at to be safe."""
    states = [door.state for door in view.doors]
    counts = [gettext(label, view.lang, count=states.count(state)) for state, label in COUNTS if state in states]
    looks = sum(not key.held for door in view.doors for key in door.left)
    if looks:
        counts.append(gettext(LOOKS, view.lang, count=looks))
    return " · ".join(counts) or translate(NOTHING_LEFT, view.lang)


def _card(door: DoorStatus, above: Collection[str], view: PlanView) -> Context:
    following = door.following
    return {
        "id": door.door.id.replace(":", "-").replace(".", "-"),
        "title": safe_text(door_title(door.door, view.lang)),
        "state": door.state,
        "label": translate(DOOR_LABELS[door.state], view.lang),
        "steps": [_item(item, above, view) for item in door.items],
        "others": list(_others(door, view.lang)),
        "next": following.status.planned.step.id if following else None,
    }


def _item(item: DoorItem, above: Collection[str], view: PlanView) -> Context:
    planned, parts = item.status.planned, item.parts
    states = {part.progress.state for part in parts}
    state = next(iter(states)) if len(states) == 1 else "doing"
    is_settled = states <= {*SETTLED}
    label = translate(STATE_LABELS[state], view.lang) if state in STATE_LABELS else ""
    return {
        "id": planned.step.id,
        "anchor": planned.step.id not in above,
        "title": view.heading(view.action(planned, parts[0])),
        "when": "" if is_settled else translate(WHEN_LABELS[planned.when], view.lang),
        "settled": is_settled,
        "label": label,
        "minutes": planned.step.minutes,
    }


def _others(door: DoorStatus, lang: str) -> Iterable[str]:
    """Who can take away what no step of ours takes."""
    comma = LANGUAGES[lang].comma
    by_sentence: dict[str, list[str]] = {}
    for key in door.left:
        if key.otherwise:
            by_sentence.setdefault(translate(key.otherwise, lang), []).append(translate(key.says, lang))
    return (f"{comma.join(names)}: {sentence}" for sentence, names in by_sentence.items())
