"""The contract of a detector: a module with one function and the YAML beside it, checked once when they are loaded."""

from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

from msgspec.structs import asdict

from analyzers.events.marks import Gap, Mark
from analyzers.events.schemas import SCHEMAS
from analyzers.features import features
from analyzers.rules.declared import GAPS, RECORDS, Declaration, DetectorError, declaration
from analyzers.rules.retired import RETIRED
from analyzers.rules.tags import TAGS
from analyzers.rules.view import View

FOLDER = Path(__file__).parent
PACKAGE = "analyzers.rules"
# The id under which JSON names the findings that rest on the owner's answers, and their tags.
DISOWNED = "case.disowned"
DISOWNED_TAGS = ("account", "takeover", "order", "purchase", "unsent", "charge", "statement", "shop", "screen")


class Detector(Declaration, frozen=True, kw_only=True):
    """One detector, built once from its YAML and its module, whose ``find`` judges a history."""

    id: str
    find: Callable[[View], Iterator[Mark | Gap]]

    @classmethod
    def of(cls, name: str, module: ModuleType) -> "Detector":
        """Builds the detector from its module and the YAML beside it. Raises ``DetectorError`` if they break the
        contract."""
        declared = declaration(Path(str(module.__file__)).with_suffix(".yaml"))
        detector = cls(id=name, find=getattr(module, "find", None), **asdict(declared))  # type: ignore[arg-type]
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


def _faults(detector: Detector) -> Iterator[str]:
    """Yields one text for each fault in what a detector declares."""
    for name in ("title", "message", "innocent"):
        if not getattr(detector, name).strip():
            yield f"{name} must be a sentence"
    for name in ("needs", "references", "tags"):
        if not getattr(detector, name):
            yield f"{name} must name something"
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
