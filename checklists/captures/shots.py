"""Which pages of an account to save first: for each service a file beside this module, and what the pages are
(``kinds.yaml``)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import MappingProxyType

from checklists.model import SUPPORTING, Grade
from checklists.schema import ROOT, ContentError, Link, Sentence, load, load_each, load_entries
from checklists.sites import service_at

FOLDER = ROOT / "captures"
KINDS = FOLDER / "kinds.yaml"
MOST = 7  # pages of one service that are shown


@dataclass(frozen=True, slots=True)
class CaptureKind:
    """A kind of page, and the symptoms for which it comes first."""

    id: str
    says: Sentence
    first_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capture:
    """A page of a service that is saved. ``page`` is the page of the service (``checklists.sites``) whose menu words
    lead there; ``labels`` where it has none. ``path`` is at the origin of the service, ``url`` elsewhere; neither where
    only the menu words are known. ``reads``: the formats as which Mioboe reads the saved page, ``screens``: the layouts
    (``app.importers.screens``) as which it reads a picture of it; neither where it is kept as it is. ``grade`` and
    ``checked`` are those of the address or, without one, of the menu words."""

    kind: str
    grade: Grade
    checked: date
    page: str | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    path: str | None = None
    url: Link | None = None
    reads: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    note: Sentence | None = None

    def __post_init__(self) -> None:
        if bool(self.page) == bool(self.labels):
            raise ContentError("exactly one of page and labels is expected")
        if self.path and self.url:
            raise ContentError("url: there is a path already")


@dataclass(frozen=True, slots=True)
class Captures:
    """The pages of one service, in the order for somebody of whom nothing is known."""

    id: str
    pages: tuple[Capture, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to save, for one person. ``url`` is null where only the menu words are known; ``verified`` as in
    ``checklists.show``; ``reads`` and ``screens`` as in ``Capture``."""

    kind: str
    says: Sentence
    labels: tuple[str, ...]
    url: str | None
    verified: bool
    reads: tuple[str, ...]
    screens: tuple[str, ...]
    note: Sentence | None


@cache
def kinds() -> Mapping[str, CaptureKind]:
    """Every kind by its id."""
    return MappingProxyType(load_entries(CaptureKind, KINDS))


@cache
def captures() -> Mapping[str, Captures]:
    """The pages by the site of their service."""
    files = [file for file in sorted(FOLDER.glob("*.yaml")) if file != KINDS]
    loaded = load_each(files, lambda file: load(Captures, file, id=file.stem))
    return MappingProxyType({service.id: service for service in loaded})


def shots(site: str, chosen: Collection[str], lang: str) -> list[Shot]:
    """The pages to save of this service, those first that matter for the chosen symptoms; none where none is known. At
    another site of a family they are at that site's own address."""
    service = service_at(site)
    known = captures().get(service.id) if service else None
    if service is None or known is None:
        return []
    at = {kind: place for place, kind in enumerate(kinds())}
    wanted = {kind.id for kind in kinds().values() if not set(chosen).isdisjoint(kind.first_for)}
    pages = sorted(known.pages, key=lambda capture: (capture.kind not in wanted, at[capture.kind] if wanted else 0))
    own = not service.family or service.id == site
    origin = service.origin if own else f"https://www.{site}"
    result = []
    for capture in pages[:MOST]:
        labels = service.pages[capture.page].labels if capture.page else capture.labels
        url = f"{origin}{capture.path}" if capture.path else capture.url
        result.append(
            Shot(
                kind=capture.kind,
                says=kinds()[capture.kind].says,
                labels=labels.get(lang, labels["en"]),
                url=url,
                verified=own and capture.grade in SUPPORTING,
                reads=capture.reads,
                screens=capture.screens if own else (),  # a layout belongs to one site of a family
                note=capture.note,
            )
        )
    return result
