"""The contract of a detector: a module with plain constants and one function, checked once when it is loaded."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING, get_args

from analyzers.events.history import Role
from analyzers.events.marks import SEVERITIES, Gap, Kind, Mark, Severity
from analyzers.events.schemas import SCHEMAS
from analyzers.features import features
from analyzers.rules.retired import RETIRED
from analyzers.rules.tags import TAGS

if TYPE_CHECKING:
    from analyzers.rules.view import View

FOLDER = Path(__file__).parent
PACKAGE = "analyzers.rules"
# What ``needs`` may name beside columns and features: all source records of a table, and the gaps of all other rules.
RECORDS, GAPS = "records", "gaps"
# The id under which JSON names the findings that rest on the owner's answers, and their tags.
DISOWNED = "case.disowned"
DISOWNED_TAGS = ("account", "takeover", "order", "purchase", "unsent", "charge", "statement", "shop", "screen")


class DetectorError(Exception):
    """A detector breaks the contract. The message names its file and every fault."""


@dataclass(frozen=True, slots=True)
class Detector:
    """One detector, built once from its module.

    * ``title``, ``message``, ``innocent`` (harmless explanations) and ``sentence`` (its line in a timeline) are English
      message keys;
    * ``needs`` names columns (``table.column``, with ``?`` if optional) and features;
    * ``role`` selects rows of the buyer, the seller or both, ``account`` the kind of account of ledger entries;
    * ``digital``: digital orders alone are enough for it;
    * ``tags`` are words of ``analyzers.rules.tags``, by which steps, letters and pages refer to it;
    * ``reasons`` maps the codes of its gaps to their sentences;
    * ``alpha`` is the accepted false-alarm rate where it differs from ``analyzers.rules.calibration.ALPHA``.
    """

    id: str
    title: str
    message: str
    innocent: str
    severity: Severity
    kind: Kind
    needs: tuple[str, ...]
    references: tuple[str, ...]
    tags: tuple[str, ...]
    find: Callable[["View"], Iterator[Mark | Gap]]
    role: Role = "buyer"
    account: str | None = None
    digital: bool = False
    alpha: float | None = None
    sentence: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, module: ModuleType) -> "Detector":
        """Builds the detector from its module. Raises ``DetectorError`` if the module breaks the contract."""
        constants = vars(module)
        fields = {field_name: constants[field_name] for field_name in cls.__slots__ if field_name in constants}
        try:
            detector = cls(id=name, **fields)
        except TypeError:
            missing = [field_name for field_name in _REQUIRED if field_name not in constants]
            raise DetectorError(f"{module.__file__}: {', '.join(missing)} missing") from None
        if faults := list(_faults(detector)):
            raise DetectorError(f"{module.__file__}: {'; '.join(faults)}")
        return detector

    @property
    def reads_gaps(self) -> bool:
        """Whether it reports the gaps of the other detectors, so that it must run last."""
        return GAPS in self.needs

    @property
    def about_files(self) -> bool:
        """Whether the rule is about the files that were handed in, and not about the account."""
        return "coverage" in self.tags

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


_TEXTS = ("title", "message", "innocent")
_REQUIRED = (*_TEXTS, "severity", "kind", "needs", "references", "tags", "find")


def _faults(detector: Detector) -> Iterator[str]:
    """Yields one text for each fault in the constants of a detector."""
    for name in _TEXTS:
        if not isinstance(text := getattr(detector, name), str) or not text.strip():
            yield f"{name} must be a sentence"
    choices: Mapping[str, tuple[str, ...]] = {"severity": SEVERITIES, "kind": get_args(Kind), "role": get_args(Role)}
    for name, allowed in choices.items():
        if getattr(detector, name) not in allowed:
            yield f"{name} must be one of {', '.join(allowed)}"
    for name in ("needs", "references", "tags"):
        if not isinstance(value := getattr(detector, name), tuple) or not value:
            yield f"{name} must be a tuple that names something"
    if not callable(detector.find):
        yield "find must be a function of a history"
    if detector.alpha is not None and not 0 < detector.alpha < 1:
        yield "alpha must be a share between 0 and 1"
    for tag in detector.tags:
        if tag not in TAGS:
            yield f"tags: {tag} is not in the vocabulary (analyzers/rules/tags.py)"
    for need in detector.needs:
        table, _, column = need.rstrip("?").partition(".")
        if column not in SCHEMAS.get(table, {}) if column else need not in (*features(), RECORDS, GAPS):
            yield f"needs: {need} is neither a column nor a feature"


@cache
def detectors() -> dict[str, Detector]:
    """Every detector by its id, those that read gaps last. The path is the id: ``refund/orphan.py`` is
    ``refund.orphan``."""
    families = sorted(module.name for module in iter_modules([str(FOLDER)]) if module.ispkg)
    names = [f"{family}.{file.name}" for family in families for file in iter_modules([str(FOLDER / family)])]
    loaded = [Detector.of(name, import_module(f"{PACKAGE}.{name}")) for name in names]
    return {
        detector.id: detector for detector in sorted(loaded, key=lambda detector: (detector.reads_gaps, detector.id))
    }


def tags_of(detector: str) -> frozenset[str]:
    """The tags of a rule, of a retired rule, or of findings that come from answers alone; empty for an unknown id."""
    if detector == DISOWNED:
        return frozenset(DISOWNED_TAGS)
    known = detectors().get(detector) or RETIRED.get(detector)
    return frozenset(known.tags if known else ())
