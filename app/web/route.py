"""How a page declares its routes: the name under which a helper's look is listed, who may use the route, what it costs
and what its form removes. ``app.web.admission`` holds every request to it; tables and tests are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, TypeVar

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


class Who(Enum):
    """Who may use a route. What a helper does on a route of a case (``of_case``) is noted for its person."""

    ANYBODY = "anybody; with a case open, the page is of that case"
    NO_HELPER = "anybody but a helper who has a case open"
    HAS_CASE = "whoever has the case open; a helper who may only read sends no form"
    READERS = "whoever has the case open; the form changes nothing of it"
    PERSON = "the person of the case alone"
    UNTIL_TAKEN_OVER = "the person of the case, and the helper who opened it until a caller has taken it over"
    APART = "anybody; the page is of no case"
    ACCOUNT = "whoever is signed in"
    HELPER = "a helper"
    HOLDER = "a helper with a case that they alone hold, because its person has not taken it over"
    STAFF = "a helper or operator"
    OPERATOR = "an operator"
    MONITOR = "a program of this computer, or one that has the token for it"

    @property
    def needs_case(self) -> bool:
        """Whether a case must be open."""
        return self in (Who.HAS_CASE, Who.READERS, Who.PERSON, Who.UNTIL_TAKEN_OVER)

    @property
    def of_case(self) -> bool:
        """Whether the route belongs to the case that is open."""
        return self.needs_case or self in (Who.ANYBODY, Who.NO_HELPER)


class Choice(NamedTuple):
    """A cost that a value of the address or form decides: the action of ``costs`` for it, else ``otherwise``."""

    name: str
    costs: Mapping[str, str]
    otherwise: str | None


class Within(NamedTuple):
    """A cost that ``app.cases`` counts together with the work, because it knows first whether there is work to do."""

    actions: tuple[str, ...]


Cost = str | Choice | Within | None  # an action of ``app.cases.limits``, counted before the page begins
ANY = ("*",)  # any value of a field but an empty one
Removes = Mapping[str, tuple[str, ...]]  # field → the values with which its form removes something
NOTHING: Removes = {}
EVERYTHING: Removes = {"": ANY}  # whatever the form holds


@dataclass(frozen=True, slots=True)
class Route:
    """A route as its page declares it. ``label`` is a message key, None where no look is noted; ``file``: its answer is
    something to keep."""

    methods: tuple[str, ...]
    path: str
    endpoint: Callable[..., Any]
    label: str | None
    who: Who
    cost: Cost
    removes: Removes
    file: bool = False


class Routes:
    """The routes of one page, each registered by a decorator whose arguments have no defaults. ``ValueError`` where a
    route of a case has no label, or another one has a label that nobody would read."""

    def __init__(self) -> None:
        self.declared: list[Route] = []

    def get(
        self, path: str, *, label: str | None, who: Who, cost: Cost, methods: tuple[str, ...] = ("GET",)
    ) -> Callable[[Endpoint], Endpoint]:
        """A page, a picture or data; it changes nothing."""
        return self._add(methods, path, (label, who, cost, NOTHING))

    def download(self, path: str, *, label: str | None, who: Who, cost: Cost) -> Callable[[Endpoint], Endpoint]:
        """A file to keep."""
        return self._add(("GET",), path, (label, who, cost, NOTHING), file=True)

    def post(
        self, path: str, *, label: str | None, who: Who, cost: Cost, removes: Removes
    ) -> Callable[[Endpoint], Endpoint]:
        """What takes a form."""
        return self._add(("POST",), path, (label, who, cost, removes))

    def _add(
        self, methods: tuple[str, ...], path: str, terms: tuple[str | None, Who, Cost, Removes], file: bool = False
    ) -> Callable[[Endpoint], Endpoint]:
        label, who, cost, removes = terms
        if who.of_case != bool(label):
            raise ValueError(f"{path}: looks at routes of a case have a label, and no others")

        def registered(endpoint: Endpoint) -> Endpoint:
            self.declared.append(Route(methods, path, endpoint, label, who, cost, removes, file))
            return endpoint

        return registered
