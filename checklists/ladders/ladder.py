"""Where to turn when one gets no further, and what to say first to somebody who may be watched."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from checklists.model import Desk, Group, Market, Source, desks
from checklists.schema import ROOT, Days, Link, Sentence, load, load_each

OTHER = "other"  # the ladder for countries whose desks we have not checked


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing to try. A ``parallel`` one runs beside the others and never waits for them."""

    id: str
    do: Sentence
    step: str | None = None
    desk: str | None = None
    letter: str | None = None
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs for some countries (none named: for all others), and the rules for climbing (``note``). ``groups``:
    only where something of these was reported."""

    id: str
    title: Sentence
    rungs: tuple[Rung, ...]
    note: tuple[Sentence, ...]
    sources: tuple[Source, ...]
    review_every: Days
    markets: tuple[Market, ...] = ()
    groups: tuple[Group, ...] = ()


@dataclass(frozen=True, slots=True)
class Helper:
    """A desk for people who are afraid of somebody close, and where it helps."""

    desk: str
    markets: tuple[Market, ...]


@dataclass(frozen=True, slots=True)
class Safety:
    """The safety page: sentences, the button that leaves it (``label``), what that cannot hide (``warn``) and cannot
    do (``note``), and the harmless page to leave for, by language."""

    title: Sentence
    says: tuple[Sentence, ...]
    label: Sentence
    warn: Sentence
    note: tuple[Sentence, ...]
    exit: Mapping[str, Link]
    desks: tuple[Helper, ...]
    sources: tuple[Source, ...]
    review_every: Days

    def exit_for(self, lang: str) -> Link:
        """The harmless page in this language, or the English one."""
        return self.exit.get(lang, self.exit["en"])

    def helpers(self, markets: Collection[Market]) -> list[Desk]:
        """The desks that help in these countries."""
        return [desks()[helper.desk] for helper in self.desks if not set(markets).isdisjoint(helper.markets)]


@cache
def ladders() -> Mapping[str, Ladder]:
    """Every ladder by its id: ``jp``, ``us``, ``uk``, ``other``."""
    files = sorted((ROOT / "ladders").glob("*.yaml"))
    loaded = load_each(files, lambda file: load(Ladder, file, id=file.stem))
    return MappingProxyType({ladder.id: ladder for ladder in loaded})


def climbing(markets: Collection[Market], groups: Collection[Group] = ()) -> list[Ladder]:
    """The ladders for these countries, or the one for all others. ``groups`` are those of what was reported: a ladder
    for one of them comes first, and alone where nothing else was."""
    here = [ladder for ladder in ladders().values() if not set(markets).isdisjoint(ladder.markets)]
    own = [ladder for ladder in here if not set(groups).isdisjoint(ladder.groups)]
    if own and {group for ladder in own for group in ladder.groups}.issuperset(groups):
        return own
    return own + ([ladder for ladder in here if not ladder.groups] or [ladders()[OTHER]])


@cache
def safety() -> Safety:
    """The safety page's content."""
    return load(Safety, ROOT / "safety.yaml")
