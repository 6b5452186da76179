"""Names on the statements of cards and banks: what they stand for, and whom to ask, as data in
``statement_names.yaml``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from unicodedata import normalize

from checklists.model import Source, supported
from checklists.schema import ROOT, ContentError, Days, Sentence, load_entries


@dataclass(frozen=True, slots=True)
class StatementName:
    """A name as statements have it: ``match`` finds it (small letters, of the usual width), ``says`` is what it stands
    for and whom to ask, ``service`` the site of the service, where it is one."""

    id: str
    match: str
    says: Sentence
    sources: tuple[Source, ...]
    review_every: Days
    service: str | None = None
    unverified: bool = False

    def __post_init__(self) -> None:
        try:
            re.compile(self.match)
        except re.error as error:
            raise ContentError(f"match: this is no regular expression: {error}") from error
        if not self.unverified and not supported(self.sources):
            raise ContentError("no source has grade A or B: missing key 'unverified'")


@cache
def statement_names() -> Mapping[str, StatementName]:
    """Every name by its id."""
    return MappingProxyType(load_entries(StatementName, ROOT / "statement_names.yaml"))


def meaning(text: str) -> StatementName | None:
    """What a name that was copied from a statement stands for; null where no source says so."""
    plain = " ".join(normalize("NFKC", text).lower().split())
    return next((name for name in statement_names().values() if re.search(name.match, plain)), None)
