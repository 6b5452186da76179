"""Letters: plain text for one recipient in one language, filled with the facts of a case.

A letter is ``letters/<id>.yaml`` and one template per language, ``letters/<id>.<language>.txt``: its language is the
recipient's, so nothing here goes through the message catalogue. What is not known is a blank to fill in by hand.
Whatever the facts hold is text: one line each, invisible characters shown by their number, too long ones cut.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from checklists.facts import Condition
from checklists.letter_shape import SHAPE, Facts
from checklists.model import Group, Market
from checklists.order import Planned
from checklists.schema import ROOT, ContentError, Sentence, fault_in, load, load_each

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = ROOT / "letters"
LONGEST = 300  # characters of one fact
# How long a fact and how many entries of a list a letter with a limit may have; the next pair where it is too long.
TIGHTER = ((LONGEST, 10), (120, 5), (60, 3), (30, 1))
BAR, NOT_KNOWN = " | ", "–"  # between the cells of a table, and in a cell that no file fills
NO_BARS = str.maketrans("|｜￨│", "////")
SHORTEST = 10  # characters that a fact takes at least
MANY, MOST_ROWS = 1000, 40  # entries of a list, and rows of the first table, in a letter without a limit

Table = Literal["orders", "refunds", "returns", "ledger", "payments", "logins", "changes"]


# What a text may use beside the facts.
OTHER_NAMES = frozenset({"blank", "omitted", "table"})
# Of these facts a letter holds only what it names under ``shows``: cards, and the addresses that people sign in from.
SENSITIVE = ("card", "logins")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a recipient is asked for where rows with these ``tags`` are told; without tags: whenever
    something else is asked for."""

    ask: Sentence
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: for whom it is, the steps that offer it, and how many characters its recipient's form takes.

    * ``presumes``: what has to have happened for its text to be true, as in ``checklists.first``; an empty list is for
      a text that is true of everyone;
    * ``markets``: the countries in which its recipient is; empty: in any;
    * ``language``: that of the recipient; ``by_shop``: that of the shop's country; neither: the person's own.
      ``by_shop`` has a shop's own rows and payments to it alone;
    * ``tables``: of the rows that the person does not recognise, those of these tables are the recipient's business;
      ``only``: those with one of these tags; ``by_card``: those that a card may have paid, and not
      what the list of a pay app shows; ``by_app``: those that a pay app or a phone bill may have paid, and not what the
      statement of a card or account shows;
    * ``sellers``: whether rows about a seller's orders are told: not, as well, or alone;
    * ``asks_family``: rows that nobody has answered yet are in it, to be asked about;
    * ``symptoms``: the groups of what the person says happened that it may mention;
    * ``to``: the answer (``Question.fact``) that names its recipient;
    * ``phases``: it mentions what was done in these phases of the plan; empty: in all;
    * ``shows``: the sensitive facts of ``SENSITIVE`` that are the recipient's business. A text must not use others.
    """

    id: str
    title: Sentence
    what: Sentence
    presumes: tuple[Condition, ...]
    steps: tuple[str, ...] = ()
    limit: int | None = None
    note: tuple[Sentence, ...] = ()
    markets: tuple[Market, ...] = ()
    language: str | None = None
    by_shop: bool = False
    tables: tuple[Table, ...] = ()
    only: tuple[str, ...] = ()
    by_card: bool = False
    by_app: bool = False
    sellers: Literal["not", "too", "alone"] = "not"
    asks_family: bool = False
    symptoms: tuple[Group, ...] = (
        "parcel", "order", "money", "pay", "signin", "message", "phone", "told", "home",
    )  # fmt: skip
    to: str | None = None
    phases: tuple[str, ...] = ()
    shows: tuple[Literal["card", "logins"], ...] = ()
    asks: tuple[Ask, ...] = ()


@cache
def letters() -> Mapping[str, Letter]:
    """Every letter by its id, ``shop_support``."""
    files = sorted(FOLDER.glob("*.yaml"))
    return MappingProxyType({letter.id: letter for letter in load_each(files, _load)})


def _load(file: Path) -> Letter:
    """The letter of this file. ``ContentError`` also where it has no text, or none in its language."""
    letter = load(Letter, file, id=file.stem)
    texts = sorted(FOLDER.glob(f"{file.stem}.*.txt"))
    if not texts:
        raise fault_in(file, f"there is no text beside it, such as {file.stem}.en.txt")
    if letter.language and FOLDER / f"{file.stem}.{letter.language}.txt" not in texts:
        raise fault_in(file, f"language: there is no {file.stem}.{letter.language}.txt")
    if len(texts) == 1 and not letter.language:
        raise fault_in(file, f"language: its only text is {texts[0].name}, so the language of that is expected")
    return letter


def check_texts() -> None:
    """Checks the texts of all letters; ``ContentError`` where they do not keep to what a letter says. To load a letter
    does without, because it takes half as long as to load all content."""
    load_each(sorted(FOLDER.glob("*.txt")), _check_text)


def _check_text(file: Path) -> None:
    """A text is a template that uses facts of ``SHAPE`` alone. Where it has rows it shows of each the number, as `3.`
    or as a cell of a table, and what it is about."""
    from jinja2 import TemplateSyntaxError, meta

    source = file.read_text("utf-8")
    try:
        names = meta.find_undeclared_variables(_templates().parse(source))
    except TemplateSyntaxError as error:
        raise fault_in(file, f"this is no template: {error.message}", error.lineno) from error
    for name in sorted(names - SHAPE.keys() - OTHER_NAMES):
        line = next(n for n, text in enumerate(source.splitlines(), 1) if name in text)
        raise fault_in(
            file, f"no fact is named {name!r}, allowed are {', '.join([*SHAPE, *sorted(OTHER_NAMES)])}", line
        )
    if "rows" not in names:
        return
    name, lang = file.stem.split(".")
    text = _written(name, lang, {"rows": [{"number": "3", "what": "WHAT"}]}, "____", None)
    line = next(n for n, text in enumerate(source.splitlines(), 1) if "rows" in text)
    if "WHAT" not in text:
        raise fault_in(file, "rows: each shows what it is about, so `what` is expected", line)
    if not re.search(r"^\W*3(．|\. | \| )", text, re.MULTILINE):
        raise fault_in(file, "rows: the line of each begins with its number, as `3. ` or `3 | `", line)


def texts(letter_id: str) -> tuple[str, ...]:
    """The languages that a letter is written in."""
    return tuple(sorted(file.name.split(".")[-2] for file in FOLDER.glob(f"{letter_id}.*.txt")))


@cache
def of_step(step: str) -> tuple[Letter, ...]:
    """The letters that a step offers where their texts are true."""
    return tuple(letter for letter in letters().values() if step in letter.steps)


def offered(plan: Sequence[Planned], markets: Collection[Market]) -> list[Letter]:
    """The letters that the steps of a plan offer to recipients in these countries, in the order of the steps."""
    names = dict.fromkeys(name for planned in plan for name in sorted(planned.letters))
    here = set(markets)
    return [letters()[name] for name in names if not letters()[name].markets or here & {*letters()[name].markets}]


def write(letter_id: str, lang: str, facts: Mapping[str, Facts], blank: str) -> str:
    """The text of a letter in a language, filled with ``facts`` of ``SHAPE`` (and a ``blank`` where one is not known);
    never longer than its limit.

    Raises ``LookupError`` for a letter or language that does not exist, ``ContentError`` for a fact that ``SHAPE`` does
    not know.
    """
    limit = letters()[letter_id].limit
    return _written(letter_id, lang, facts, blank, limit)


def _written(letter_id: str, lang: str, facts: Mapping[str, Facts], blank: str, limit: int | None) -> str:
    """The same for a letter that is not loaded yet."""
    template = _templates().get_template(f"{letter_id}.{lang}.txt")
    number = len(facts.get("rows") or ())

    def text(rows: int, longest: int, most: int) -> str:
        filled = {name: _filled(shape, facts.get(name), blank, longest, most) for name, shape in SHAPE.items()}
        layout = {"blank": blank, "omitted": number - rows, "table": partial(_table, blank)}
        filled["rows"] = _filled(SHAPE["rows"], facts.get("rows"), blank, longest, rows)
        return template.render(filled | layout).strip("\n") + "\n"

    unknown = facts.keys() - SHAPE.keys()
    if unknown:
        raise ContentError(f"letters: no fact is named {min(unknown)!r}")
    if limit is None:
        return text(min(number, MOST_ROWS), LONGEST, MANY)
    return _fitted(text, number, limit)


def _table(blank: str, rows: Sequence[Mapping[str, str]], **labels: str) -> str:
    """The rows as a table in plain text: the ``labels`` of its columns, then one line for each row. A column of which
    nothing is known is left out; without rows there is one to be filled in by hand."""
    known = [name for name in labels if not rows or any(row[name] != blank for row in rows)]
    lines = [[labels[name] for name in known]]
    lines += [[NOT_KNOWN if row[name] == blank else row[name] for name in known] for row in rows]
    if not rows:
        lines.append(["1" if name == "number" else blank for name in known])
    return "\n".join(BAR.join(cell.translate(NO_BARS) for cell in line) for line in lines)


def _fitted(text: Callable[[int, int, int], str], number: int, limit: int) -> str:
    """The text with as many facts as fit, tighter where fewer than three do; cut only if even that is too long."""
    best = ""
    for longest, most in TIGHTER:
        fewest, most_rows = -1, min(number, limit // SHORTEST)
        while fewest < most_rows:  # the largest number of facts that fits, by halving
            middle = (fewest + most_rows + 1) // 2
            fewest, most_rows = (
                (middle, most_rows) if length(text(middle, longest, most)) <= limit else (fewest, middle - 1)
            )
        if most_rows >= 0:
            best = text(most_rows, longest, most)
            if most_rows >= min(3, number):
                break
    return best or text(0, *TIGHTER[-1])[: limit // 2]


def length(text: str) -> int:
    """Characters as forms on the web count them (UTF-16 units)."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@cache
def wants(letter_id: str, lang: str) -> frozenset[str]:
    """The names of ``SHAPE`` that this letter has a place for: what is worth asking for before it is written."""
    from jinja2 import meta

    source = (FOLDER / f"{letter_id}.{lang}.txt").read_text("utf-8")
    return frozenset(meta.find_undeclared_variables(_templates().parse(source)) & SHAPE.keys())


@cache
def places(letter_id: str, lang: str) -> frozenset[str]:
    """The same with the parts of what has some: ``sent.on``. What has a place of its own need not be told twice."""
    from jinja2 import nodes

    source = (FOLDER / f"{letter_id}.{lang}.txt").read_text("utf-8")
    parts = _templates().parse(source).find_all(nodes.Getattr)
    inner = {f"{part.node.name}.{part.attr}" for part in parts if isinstance(part.node, nodes.Name)}
    return wants(letter_id, lang) | inner


@cache
def _templates() -> "Environment":
    # Imported for a text: to choose steps, which name letters, needs none.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # Letters are plain text: escaping for HTML would spoil them, and nothing in a fact is read as a template.
    return Environment(  # noqa: S701
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _filled(shape: Any, values: Any, blank: str, longest: int, most: int) -> Any:
    """What was given in the shape asked for; a missing text is a blank, a missing list is empty."""
    if isinstance(shape, list):
        return [_filled(shape[0], value, blank, longest, most) for value in (values or ())[:most]]
    if isinstance(shape, Mapping):
        mapping = values or {}
        unknown = mapping.keys() - shape.keys()
        if unknown:
            raise ContentError(f"letters: no fact is named {min(unknown)!r}")
        return {name: _filled(part, mapping.get(name), blank, longest, most) for name, part in shape.items()}
    return _text(values, longest) or blank


def _text(value: Any, longest: int) -> str:
    if value is None:
        return ""
    text = str(value)
    line = " ".join(text[: 4 * longest].split())  # whatever comes behind would be cut anyway
    if not line.isprintable():
        line = "".join(_visible(character) for character in line)
    fits = len(line) <= longest and len(text) <= 4 * longest
    return line if fits else line[: longest - 1] + "…"


def _visible(char: str) -> str:
    """Characters that act or hide instead of showing are shown by their number."""
    return f"[U+{ord(char):04X}]" if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") else char
