"""The inputs of the comparison, as the tree that this runs in makes them: plain files that both sides look at.

    inputs.py FOLDER [--accounts N] [--jobs N]

An input is a folder ``<name>/files/…`` with what is handed in, and ``owner.yaml`` where the owner has said something:
every sample of the importers, all those of one service together, and N simulated accounts. What exists already is not
written again. This file needs the product and nothing beside itself: it is lent to commits that are older than it.
"""

import argparse
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import evaluation
from evaluation.attacks import ATTACKS
from evaluation.simulate.account import Spec, make
from evaluation.simulate.personas import PERSONAS

SEED = 910_000
SAMPLES = Path("tests/importers/samples")


def specs(count: int) -> Iterator[Spec]:
    """Clean accounts and attacked ones in turn, each persona and each attack as often as any other. A larger count
    begins with the accounts of a smaller one."""
    names = [one.name for one in PERSONAS]
    attacks = list(ATTACKS.values())
    for number in range(count):
        turn, place = divmod(number // 2, len(attacks if number % 2 else names))
        if number % 2:
            whom = attacks[place].personas or tuple(names)
            yield Spec(whom[(place * 5 + turn) % len(whom)], SEED + turn, attacks[place].name)
        else:
            yield Spec(names[place], SEED + turn)


def write_account(folder: Path, given: tuple[int, Spec]) -> None:
    """The files of one simulated account; every other owner has said something."""
    number, spec = given
    place = folder / f"account-{number:05d}"
    if not place.exists():
        account = make(spec)
        with _fresh(place) as made:
            (made / "files").mkdir()
            for name, data in account.files:
                (made / "files" / name).write_bytes(data)
            if number // 2 % 2:
                (made / "owner.yaml").write_text(account.owner, "utf-8")


def write_samples(folder: Path) -> None:
    """Every sample by itself, and all those of one service together."""
    every = sorted(f for f in SAMPLES.rglob("*") if f.is_file() and not f.name.endswith(".expected.json"))
    together: dict[str, list[Path]] = {}
    for file in every:
        parts = file.relative_to(SAMPLES).parts
        together.setdefault("sample-" + "-".join(parts), []).append(file)
        together.setdefault("service-" + parts[0], []).append(file)
    for name, files in together.items():
        if not (folder / name).exists():
            with _fresh(folder / name) as made:
                for file in files:
                    inside = file.relative_to(SAMPLES / file.relative_to(SAMPLES).parts[0])
                    place = made / "files" / (inside if len(files) > 1 else file.name)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(file, place)


@contextmanager
def _fresh(place: Path) -> Iterator[Path]:
    """A folder that has its name only once all of it is there."""
    part = place.with_name(f".{place.name}.{os.getpid()}")
    part.mkdir(parents=True)
    yield part
    part.rename(place)


def main() -> None:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="inputs.py")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    if not Path(str(evaluation.__file__)).resolve().is_relative_to(Path.cwd()):
        raise SystemExit(f"evaluation is taken from {evaluation.__file__}, not from {Path.cwd()}")
    given.folder.mkdir(parents=True, exist_ok=True)
    write_samples(given.folder)
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
        list(pool.map(partial(write_account, given.folder), enumerate(specs(given.accounts)), chunksize=4))


if __name__ == "__main__":
    main()
