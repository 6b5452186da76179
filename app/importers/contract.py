"""The contract of an importer: a module with plain constants and two functions, checked once when it is loaded.

``app/importers/<source>/<file>.py`` is format ``<source>.<file>``, also where the file lies in a room of its source
(``<source>/<room>/<file>.py``). The package of a source may say something for all its formats (see ``Source``).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import ModuleInfo, iter_modules
from types import ModuleType
from typing import Any, Literal

import polars as pl

from app.reader.table import Block, FileProblem, Head

LONGEST_NAME = 10_000  # characters
FOLDER = Path(__file__).parent
NO_SOURCE = ("shared", "layouts", "screens")
_LAYOUTS = f"{__package__}.layouts.formats"  # formats that are data


class FormatError(Exception):
    """An importer does not keep the contract; the message names its file and what is wrong."""


@dataclass(frozen=True, slots=True)
class Events:
    """Event frames by table name, with any of the columns of ``analyzers.events.schemas`` except ``upload``, ``path``
    and ``source``, which are added; ``line`` is required and is that of the row. ``explained`` are the lines of rows
    that this format is known to have beside its records (a preamble, a name, a total): that they are there, and shorter
    or longer than others, is no problem. ``records`` gives the line of each record, in order, where the records are not
    the rows of the block (pasted text, one record over several rows or several in one row).

    ``app.importers.accounting`` then accounts for every row: a row that no event has the ``line`` of is looked for in
    the ``lines`` of the problems, so what is left out needs a problem that says why.
    """

    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    problems: tuple[FileProblem, ...] = ()
    explained: frozenset[int] = frozenset()
    records: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A service whose files have formats here; all of it may be left out.

    ``label``: its name (a message key) where the id does not give it; ``rank``: its place in the guide; ``group``: the
    part of the guide that it stands in, where its tables do not decide that; ``likely``: how likely somebody has its
    files, the likeliest first; ``one_shop``: checks with the tag ``one_shop`` make sense for its files;
    ``payments_are_orders``: its payments stand in its list of orders as well; ``has_orders``: it always gives a list of
    orders, so that what has no order in it is compared with it, or misses it; ``zone``: the IANA time zone of the
    country that it serves, where that is one.
    """

    id: str
    label: str | None = None
    rank: int | None = None
    group: str | None = None
    likely: int = 50
    one_shop: bool = False
    payments_are_orders: bool = False
    has_orders: bool = False
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    * ``title``: what the person calls this file; ``get``: how to get it, step by step; ``takes``: how long that takes;
      ``cannot_show``: what it does not hold (all message keys); ``unverified``: nobody has seen a real file yet;
    * ``recognises(head)``: is this table of that format? By header set, never by path or file name;
    * ``columns``: the names of the columns that ``read`` uses (the others are not even parsed), or None for all;
    * ``read(head, block)``: the events of one block of rows, and its problems. A plain function of a block, which keeps
      nothing between blocks. ``html`` and ``text`` tables are one block;
    * ``extract(head, block)`` and ``convert(extracts)`` instead of ``read``, where people have many small files (saved
      pages): the first takes what one file says as plain values, the second gives the events of each of several, which
      are those that it would give of each alone;
    * ``fallback``: it recognises tables by what proves them, not by names of its own, and is asked only where no other
      format recognises a table;
    * ``secret``: columns whose cells are not shown or stored: only the end of a number, the beginning of an address;
    * ``printed``: it reads tables printed in a PDF, about which other formats are not asked, because the column of a
      cell is known only from its place there; ``recognises`` claims such a table only where its sums prove the reading;
    * ``asks``: its files lack what only the person knows (the currency), so their tables are offered for mapping too;
    * ``headless``: such files have no header: what the reader takes for one is a row like the others;
    * ``envelope``: a mail, in which the words of other formats may occur: it is asked before them;
    * ``page``: the page of the shop where it is asked for, as ``checklists/shops`` names it;
    * ``speed``: ``now``, if the person gets it at once; ``days``, if somebody prepares it first; ``had``, if only those
      who have it already can hand it in;
    * ``grade``: how certain it is (see ``Layout``; `D`: known only from help pages and documents; empty: it rests on no
      source), by sources of the day ``checked``; ``added``: by this installation; ``country``: the market of the bank;
    * ``guide``: its place among the files that most people need first; ``outdated``: no longer offered, or another
      person's tool.

    Facts about its events that analysis needs:

    * ``totals_are_whole``: the total of an order is all that was paid for it, with the sending, by card, gift card and
      points;
    * ``from_order_pages``: a list made from the pages of orders, which leave out archived ones; ``shows_archived``: the
      shop's own list, which has those as well;
    * ``partial``: it shows some orders, as a page of a list does: that it lacks one means nothing;
    * ``digital``: it lists orders of digital goods, and no others;
    * ``gives_reasons``: every refund has its reason, so that an adjustment would be marked as one;
    * ``decides_amounts``: it has one row for each number of a refund, so its amount holds where another file differs;
      ``without_amounts``: the shop gives no amounts of refunds in it; a column of amounts was added by somebody else;
    * ``former_kinds``: kinds of changes, each with the one that an earlier version read, so that answers hold;
    * ``wanted_for``: what it would help with where it is missing (a table, a column, another name that analysis uses),
      each with its place among the formats that do.
    """

    id: str
    title: str
    get: tuple[str, ...]
    takes: str
    cannot_show: str
    unverified: bool
    columns: tuple[str, ...] | None
    recognises: Callable[[Head], bool]
    read: Callable[[Head, Block], Events]
    extract: Callable[[Head, Block], Any] | None = None
    convert: Callable[[Sequence[Any]], Sequence[Events]] | None = None
    fallback: bool = False
    secret: tuple[str, ...] = ()
    printed: bool = False
    asks: bool = False
    headless: bool = False
    envelope: bool = False
    page: str | None = None
    speed: Literal["now", "days", "had"] = "now"
    guide: int | None = None
    outdated: bool = False
    grade: str = ""
    checked: str = ""
    added: bool = False
    country: str = ""
    totals_are_whole: bool = True
    from_order_pages: bool = False
    shows_archived: bool = False
    partial: bool = False
    digital: bool = False
    gives_reasons: bool = False
    decides_amounts: bool = False
    without_amounts: bool = False
    former_kinds: Mapping[str, str] = field(default_factory=dict)
    wanted_for: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, module: ModuleType) -> "Format":
        """The format of a module, or ``FormatError``."""
        constants = vars(module)
        fields = {key: constants[key] for key in cls.__slots__ if key in constants}
        if (extract := fields.get("extract")) and (convert := fields.get("convert")):
            fields["read"] = lambda head, block: convert([extract(head, block)])[0]
        try:
            format_ = cls(id=name, **fields)
        except TypeError:
            missing = [key for key in _REQUIRED if key not in constants]
            raise FormatError(f"{module.__file__}: {', '.join(missing)} missing") from None
        if faults := list(_faults(format_)):
            raise FormatError(f"{module.__file__}: {'; '.join(faults)}")
        return format_

    @property
    def source(self) -> str:
        """The id of its source."""
        return self.id.partition(".")[0]


_TEXTS = ("title", "takes", "cannot_show")
_REQUIRED = (*_TEXTS, "get", "unverified", "columns", "recognises", "read")


def _faults(format_: Format) -> Iterator[str]:
    """What is wrong with the constants of an importer."""
    for name in _TEXTS:
        if not isinstance(text := getattr(format_, name), str) or not text.strip():
            yield f"{name} must be a sentence"
    if not isinstance(format_.get, tuple) or not format_.get:
        yield "get must be a tuple of steps"
    if not (format_.columns is None or isinstance(format_.columns, tuple)):
        yield "columns must be a tuple of names, or None for all"
    if format_.speed not in ("now", "days", "had"):
        yield "speed must be now, days or had"
    for name in ("recognises", "read"):
        if not callable(getattr(format_, name)):
            yield f"{name} must be a function"


@cache
def sources() -> dict[str, Source]:
    """Every source by its id: the packages beside this module, and what only layouts name."""
    result = packages()
    return dict(sorted({**result, **import_module(_LAYOUTS).layout_sources(result)}.items()))


def packages() -> dict[str, Source]:
    """The sources that have a package."""
    result = {}
    for package in iter_modules([str(FOLDER)]):
        if package.ispkg and package.name not in NO_SOURCE:
            constants = vars(import_module(f"{__package__}.{package.name}"))
            result[package.name] = Source(
                id=package.name, **{name: constants[name] for name in Source.__slots__ if name in constants}
            )
    return result


@cache
def formats() -> dict[str, Format]:
    """Every format by its id."""
    named = modules_of_formats(FOLDER, packages())
    modules = {name: Format.of(name, import_module(f"{__package__}.{path}")) for name, path in named.items()}
    layouts: Mapping[str, Format] = import_module(_LAYOUTS).layout_formats()
    if twice := modules.keys() & layouts.keys():
        raise FormatError(f"Both a module and a layout have the id {', '.join(sorted(twice))}; rename one of them.")
    return dict(sorted({**modules, **layouts}.items()))


def modules_of_formats(folder: Path, ids: Iterable[str]) -> dict[str, str]:
    """The module of each format below the package ``app.importers``, by the id of the format, sorted by it.

    A file lies in the folder of its source or in a room of it, and the room is no part of the id:
    ``amazon/orders/order_history.py`` is ``amazon.order_history``. ``FormatError`` where two files have one id.
    """
    modules: dict[str, str] = {}
    for source in ids:
        for module in _modules_of_source(folder, source):
            name = f"{source}.{module.rpartition('.')[2]}"
            if name in modules:
                files = " and ".join(f"{path.replace('.', '/')}.py" for path in (modules[name], module))
                raise FormatError(f"{files} have the same id, {name}; rename one of them.")
            modules[name] = module
    return dict(sorted(modules.items()))


def _modules_of_source(folder: Path, source: str) -> Iterator[str]:
    """The modules of the formats of a source, in its own folder and in its rooms."""
    for module in _public_modules(folder / source):
        if module.ispkg:
            files = _public_modules(folder / source / module.name)
            yield from (f"{source}.{module.name}.{file.name}" for file in files if not file.ispkg)
        else:
            yield f"{source}.{module.name}"


def _public_modules(folder: Path) -> Iterator[ModuleInfo]:
    """The modules and packages of a folder whose names do not begin with an underscore."""
    return (module for module in iter_modules([str(folder)]) if not module.name.startswith("_"))


@cache
def fills() -> dict[str, dict[str, list[str]]]:
    """Which columns of which event tables the files of a format fill."""
    columns: dict[str, dict[str, list[str]]] = json.loads((FOLDER / "fills.json").read_text("utf-8"))
    return columns


def holds_mails(name: str) -> bool:
    """Whether the files of a format are mails, which prove nothing."""
    return any("mail" in columns for columns in fills().get(name, {}).values())


def claims(head: Head, *, envelopes_only: bool = False) -> list[str]:
    """The formats that recognise this table: none, one, or (an error that the person sees) several. With
    ``envelopes_only`` only mails are asked.

    A table with a name as long as a page is not offered to any format: examining such a name a hundred times would take
    longer than reading the table.
    """
    if any(len(name) > LONGEST_NAME for name in head.header):
        return []
    printed = head.kind == "pdf"
    for order in ((True, False), (False, False), (False, True))[: 1 if envelopes_only else None]:
        matching = [name for name, format_ in _asked(printed, *order).items() if format_.recognises(head)]
        if order == (False, False) and not printed:
            matching += import_module(_LAYOUTS).layout_claims(head)
        if matching:
            return sorted(matching)
    return []


@cache
def _asked(printed: bool, envelope: bool, fallback: bool) -> dict[str, Format]:
    """The modules of such formats; layouts are asked all at once."""
    layouts: Mapping[str, Format] = import_module(_LAYOUTS).layout_formats()
    mine = {name: format_ for name, format_ in formats().items() if name not in layouts}
    kind = (printed, envelope, fallback)
    return {name: own for name, own in mine.items() if (own.printed, own.envelope, own.fallback) == kind}


def visible_problems(events: Events, problems: tuple[FileProblem, ...]) -> tuple[FileProblem, ...]:
    """The problems of a block: those of the reader that the importer does not explain, then the importer's own."""
    odd = ("short-row", "long-row", "preamble", "unnamed-cells")
    return (*(p for p in problems if p.code not in odd or p.line not in events.explained), *events.problems)
