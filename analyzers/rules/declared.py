"""What a rule says and needs: the first document of the YAML beside its module. The second one holds its cases, for the
tests."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

import yaml
from msgspec import Struct, ValidationError, convert, field

from analyzers.events.history import Role
from analyzers.events.marks import Kind, Sentence, Severity, Value
from analyzers.events.values import note

# What ``needs`` may name beside columns and features: all source records of a table, and the gaps of all other rules.
RECORDS, GAPS = "records", "gaps"


class DetectorError(Exception):
    """A rule breaks the contract. The message names its file and every fault."""


class Declaration(Struct, frozen=True, forbid_unknown_fields=True):
    """What the YAML of a rule declares.

    * ``title``, ``message``, ``innocent`` (harmless explanations), ``sentence`` (its line in a timeline), ``reasons``
      (by the codes of its gaps) and ``says`` (what fills the others, by names of its own) are English message keys;
    * ``needs`` names columns (``table.column``, with ``?`` if optional) and features;
    * ``role`` selects rows of the buyer, the seller or both, ``account`` the kind of account of ledger entries;
    * ``digital``: digital orders alone are enough for it;
    * ``tags`` are words of ``analyzers.rules.tags``, by which steps, letters and pages refer to it;
    * ``alpha`` is the accepted false-alarm rate where it differs from ``analyzers.rules.calibration.ALPHA``.
    """

    title: str
    message: str
    innocent: str
    severity: Severity
    kind: Kind
    needs: tuple[str, ...]
    references: tuple[str, ...]
    tags: tuple[str, ...]
    role: Role = "buyer"
    account: str | None = None
    digital: bool = False
    alpha: float | None = None
    sentence: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, str] = field(default_factory=dict)

    def columns(self, table: str) -> list[str]:
        """The columns of a table that it reads, optional ones included."""
        mine = (need.rstrip("?").partition(".") for need in self.needs)
        return [column for of_table, _, column in mine if of_table == table and column]

    def required(self) -> Iterator[tuple[str, str]]:
        """Yields (table, column) for every column without which it cannot run."""
        for need in self.needs:
            table, _, column = need.partition(".")
            if column and not column.endswith("?"):
                yield table, column


class Say(Protocol):
    """Makes a sentence of a rule by its name under ``says``, with the values that fill it."""

    def __call__(self, name: str, /, **values: Value) -> Sentence: ...


@cache
def declaration(file: Path) -> Declaration:
    """The declaration in a YAML file. Raises ``DetectorError`` if it has unknown keys, lacks one, or a value is of the
    wrong kind."""
    loader = (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)(file.read_bytes())
    try:
        return convert(loader.get_data(), Declaration)
    except (yaml.YAMLError, ValidationError) as error:
        raise DetectorError(f"{file}: {error}") from None


def sentences(module_file: str) -> Say:
    """The sentences of the rule whose module file this is: ``say("old", count=3)``."""
    says = declaration(Path(module_file).with_suffix(".yaml")).says

    def say(name: str, /, **values: Value) -> Sentence:
        return note(says[name], **values)

    return say
