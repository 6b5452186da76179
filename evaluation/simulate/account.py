"""One account from its seed: the files that are handed in, what the owner would answer, and the truth."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from evaluation import holdout
from evaluation.attacks import ATTACKS
from evaluation.circumstances import CIRCUMSTANCES
from evaluation.export.bundle import bundles, packed
from evaluation.simulate import goods
from evaluation.simulate.clean import ordinary_life
from evaluation.simulate.life import Life
from evaluation.simulate.paying import pay
from evaluation.simulate.personas import BY_NAME, Persona

Place = tuple[str, int]  # path as the report has it, physical line


@dataclass(frozen=True, slots=True)
class Spec:
    """What an account is made from. The same spec gives the same files, byte for byte."""

    persona: str
    seed: int
    attack: str | None = None

    def __str__(self) -> str:
        return f"{self.persona}/{self.seed}" + (f"/{self.attack}" if self.attack else "")


@dataclass(frozen=True, slots=True)
class Loss:
    """Stolen money in yen, and the rows any of which shows it."""

    yen: int
    rows: frozenset[Place]


@dataclass(frozen=True, slots=True)
class Truth:
    """What an attack did: all rows that it made or changed, the losses, first and last moment."""

    family: str
    financial: bool
    rows: frozenset[Place]
    losses: tuple[Loss, ...]
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """``files`` are (name, bytes) as they are handed in; ``owner`` is an owner file (YAML); ``truth`` is null for a
    clean account."""

    spec: Spec
    files: tuple[tuple[str, bytes], ...]
    owner: str
    circumstances: tuple[str, ...]
    truth: Truth | None


def make(spec: Spec) -> Account:
    """The account of a spec."""
    rng = Random(f"{spec.persona} {spec.seed} {spec.attack}")
    persona = BY_NAME[spec.persona]
    life = ordinary_life(persona, rng)
    chosen = _circumstances(persona, rng)
    for name in chosen:
        CIRCUMSTANCES[name](life)
    owner = _owner(life)
    pay(life, persona.name, Random(f"payments {spec}"), ATTACKS[spec.attack].lists if spec.attack else None)
    if spec.attack:
        ATTACKS[spec.attack].run(life)
        _hand_in_pages(life)
    files, rows = _files(life)
    return Account(spec, files, owner, chosen, _truth(life, spec.attack, rows) if spec.attack else None)


def _circumstances(persona: Persona, rng: Random) -> tuple[str, ...]:
    """The persona's habits by their chances, and up to three more of any kind that is not held out."""
    habits = [name for name, chance in persona.habits if rng.random() < chance]
    return (*habits, *rng.sample(sorted(CIRCUMSTANCES.keys() - holdout.CIRCUMSTANCES), rng.randint(0, 3)))


def _hand_in_pages(life: Life) -> None:
    """Attacks on money are judged with the pages at hand that can show them."""
    life.options.gift_pages, life.options.lost_page = True, False
    first = min((one.at for one in life.orders if one.attack), default=life.end)
    if life.options.orders_from and life.options.orders_from > first:
        life.options.orders_from = None


def _files(life: Life) -> tuple[tuple[tuple[str, bytes], ...], dict[int, set[Place]]]:
    """The files, and the places of every record by its ``id()``."""
    files, rows = [], dict[int, set[Place]]()
    for name, parts in bundles(life):
        for part in parts:
            path = f"{name}!/{part.path}" if name else part.path
            for line, record in part.rows:
                rows.setdefault(id(record), set()).add((path, line))
        files.append((name, packed(parts, life)) if name else (parts[0].path, parts[0].data))
    return tuple(files), rows


def _truth(life: Life, attack: str, rows: dict[int, set[Place]]) -> Truth:
    done = [one for one in life.records() if one.attack]
    shown = {place for one in done for place in rows.get(id(one), ())}
    losses = [
        Loss(
            round(one.minor / (1 if one.currency == "JPY" else 100) / goods.YEN[one.currency]),
            frozenset(place for record in one.records for place in rows.get(id(record), ())),
        )
        for one in life.loot
        if one.minor
    ]
    shown |= {place for one in losses for place in one.rows}
    times = [one.at for one in done]
    known = ATTACKS[attack]
    return Truth(known.family, known.financial, frozenset(shown), tuple(losses), min(times), max(times))


def _owner(life: Life) -> str:
    """What the owner would answer before anything happened, as an owner file."""
    home = life.home
    lists = {
        "countries": [home.country],
        "addresses": [one.text() for one in (home.address, *home.others, *(place for _, place in home.friends))],
        "household": [*home.members],
        "cards": [one[-4:] for one in home.cards],
        "networks": ["vpn"] if home.vpn else [],
        "marketplaces": [life.shop, *home.marketplaces],
    }
    lines = [f"{key}: [{', '.join(_quoted(one) for one in values)}]" for key, values in lists.items() if values]
    if home.trips:
        lines.append("trips:")
        lines += (
            f"  - {{from: {first:%Y-%m-%d}, to: {last:%Y-%m-%d}, place: {place}}}" for first, last, place in home.trips
        )
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
