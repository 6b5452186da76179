"""The first view of a step for one person: what to do, on which page or at which desk, and what to say there."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from checklists.first import First
from checklists.model import Desk, How, Market, desks
from checklists.order import Planned
from checklists.questions import NOTHING_SAID, Conditions, questions
from checklists.schema import Sentence
from checklists.show import Place, StepLine, lines
from checklists.sites import display_name, service_at


@dataclass(frozen=True, slots=True)
class Action:
    """What to do. ``verb`` holds ``{service}`` where ``service`` is its name; ``page`` is to be opened (without a
    ``url`` where only its menu words are known), ``desk`` to be called, after ``warn`` is read; ``needs`` is the
    question that says whose page or desk it is, where that is not known yet."""

    verb: Sentence
    service: str | None
    page: Place | None
    desk: Desk | None
    where: Sentence | None
    warn: Sentence | None
    needs: str | None
    say: tuple[Sentence, ...]


def action_of(
    planned: Planned,
    *,
    sites: Collection[str],
    lang: str,
    home: Sequence[Market],
    conditions: Conditions = NOTHING_SAID,
    open_questions: Collection[str] = (),
    site: str | None = None,
) -> Action:
    """The first view of a step: for ``site`` where it is about several, otherwise as ``checklists.show.lines``.
    ``open_questions`` are the ids of those that arise and are not answered."""
    step = planned.step
    view = planned.view or First(step.title)
    own = [site] if site else list(planned.sites) or _sites_of(view.needs, conditions)

    def content(*how: How) -> list[StepLine]:
        reduced = replace(step, how=how or step.how)
        content_lines = lines(reduced, sites=sites, lang=lang, home=home, conditions=conditions, about=own)
        return (
            [replace(line, places=_of_these(line.places, own)) for line in content_lines]
            if view.needs
            else content_lines
        )

    usual = not (view.open or view.call or view.desk or view.where)
    opened = content(*(How(use=page) for page in view.open)) if view.open else content() if usual else []
    page = next(iter(sorted((place for line in opened for place in line.places), key=_known)), None)
    mailbox = _mailbox(page.site if page else next(iter(own), "")) if step.phase == "mail" else None
    named = mailbox or (page.name if page else service_name(next(iter(own), None), lang))
    return Action(
        verb=view.verb if named or "{service}" not in view.verb else step.title,
        service=named,
        page=page if page and (page.url or page.labels) else None,
        desk=_desk(view, content(), usual),
        where=view.where or (page.unknown if page else None),
        warn=view.warn,
        needs=view.needs if not named and view.needs in open_questions else None,
        say=view.say,
    )


def _sites_of(question: str | None, conditions: Conditions) -> list[str]:
    """The sites that the answers to a question name."""
    answers = [answer.partition("=") for answer in conditions.chosen]
    chosen = [questions()[name].options[option].sets for name, _, option in answers if name == question]
    return [site for sets in chosen for site in (sets.service, sets.mail, sets.carrier) if site]


def _of_these(places: Sequence[Place], sites: Collection[str]) -> tuple[Place, ...]:
    services = {service.id for site in sites if (service := service_at(site))}
    return tuple(place for place in places if place.site in services or place.site in sites)


def _known(place: Place) -> int:
    """How well a page is known: its address, its menu words, or neither."""
    return 0 if place.url else 1 if place.labels else 2


def _desk(view: First, content: Sequence[StepLine], usual: bool) -> Desk | None:
    """The desk to turn to: the one that the view names, or the first with a number, verified ones before others."""
    if view.desk:
        return desks()[view.desk]
    reachable = list(_desks(content))
    if view.call:
        return next(iter(sorted((desk for desk in reachable if desk.phone), key=lambda desk: desk.unverified)), None)
    return next(iter(reachable), None) if usual else None


def _desks(content: Sequence[StepLine]) -> Iterator[Desk]:
    """The desks of the services, then those of the step itself."""
    yield from (desk for line in content for place in line.places for desk in place.desks)
    yield from (line.desk for line in content if line.desk)


def _mailbox(site: str) -> str | None:
    service = service_at(site)
    return service.mailbox if service else None


def service_name(site: str | None, lang: str) -> str | None:
    """The name of a service at the beginning of a sentence; null for one that is not known."""
    if not site or not service_at(site):
        return None
    name = display_name(site, lang)
    return name.capitalize() if name == site else name
