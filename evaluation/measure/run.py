"""``make evaluate``: simulated accounts through the product; prints the metrics and publishes them in the docs.

    python -m evaluation.measure.run [--clean N] [--attacked N] [--seed S] [--details FILE] [--no-docs] [--only SPEC]

``--clean`` accounts for each persona and ``--attacked`` for each attack are made; the same seed gives the same numbers.
``--only persona/seed[/attack]`` writes that the files of one account into a folder, to examine a finding.
"""

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from os import cpu_count
from pathlib import Path

from evaluation.attacks import ATTACKS
from evaluation.measure.metrics import Numbers, numbers
from evaluation.measure.results import AT_ONCE, Result, look
from evaluation.measure.tables import markdown
from evaluation.simulate.account import Spec, make
from evaluation.simulate.personas import PERSONAS

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- evaluation: begin -->", "<!-- evaluation: end -->"


def specs(clean: int, attacked: int, seed: int) -> list[Spec]:
    """The accounts of one evaluation. Attacks take the personas in turn, so that every pair occurs."""
    found = [Spec(one.name, seed + number) for one in PERSONAS for number in range(clean)]
    for place, attack in enumerate(ATTACKS.values()):
        whom = attack.personas or tuple(one.name for one in PERSONAS)
        found += (Spec(whom[(place * 5 + n) % len(whom)], seed + n, attack.name) for n in range(attacked))
    return found


def results(wanted: Sequence[Spec]) -> tuple[list[Result], list[Result]]:
    """The results without and with an owner file, from as many processes as there are processors."""
    chunks = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    # Processes are started anew: a forked one would share the threads of Polars in an unknown state.
    with ProcessPoolExecutor(cpu_count() or 1, multiprocessing.get_context("spawn")) as pool:
        found = [pair for chunk in pool.map(look, chunks) for pair in chunk]
    return [one for one, _ in found], [two for _, two in found]


def publish(text: str, found: Numbers, folder: Path = DOCS) -> None:
    """Puts the tables between the markers of docs/detection.md, and the same numbers beside it as JSON."""
    page = folder / "detection.md"
    before, begin, rest = page.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{page} has no place for the numbers: it needs the lines {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", "utf-8")
    (folder / "detection.json").write_text(
        json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8"
    )


def write_out(spec: str) -> int:
    """The files of one account in a folder of that name, with its owner file and its truth."""
    persona, seed, *attack = spec.split("/")
    account = make(Spec(persona, int(seed), attack[0] if attack else None))
    folder = Path(spec.replace("/", "-"))
    (folder / "files").mkdir(parents=True, exist_ok=True)
    for name, data in account.files:
        (folder / "files" / name).write_bytes(data)
    (folder / "owner.yaml").write_text(account.owner, "utf-8")
    rows = sorted(account.truth.rows) if account.truth else []
    (folder / "truth.txt").write_text("".join(f"{path}\t{line}\n" for path, line in rows), "utf-8")
    print(f"{folder}: {len(account.files)} files; circumstances: {', '.join(account.circumstances) or 'none'}")
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """The command; see above."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.measure.run", description="How well the detectors do.")
    parser.add_argument("--clean", type=int, default=40, metavar="N", help="clean accounts for each persona")
    parser.add_argument("--attacked", type=int, default=16, metavar="N", help="accounts for each attack")
    parser.add_argument("--seed", type=int, default=900_000, help="the first seed")
    parser.add_argument("--details", type=Path, metavar="FILE", help="every account's result, as JSON lines")
    parser.add_argument("--no-docs", action="store_true", help="print only")
    parser.add_argument(
        "--only", metavar="SPEC", help="write the files of one account, persona/seed or persona/seed/attack"
    )
    given = parser.parse_args(argv)
    if given.only:
        return write_out(given.only)
    started = time.perf_counter()
    wanted = specs(given.clean, given.attacked, given.seed)
    without_owner, with_owner = results(wanted)
    found = numbers(without_owner, with_owner)
    found["accounts"] = {"clean_each": given.clean, "attacked_each": given.attacked, "seed": given.seed}
    text = markdown(found)
    print(text)
    if given.details:
        lines = (json.dumps(one.plain(), ensure_ascii=False) for one in without_owner)
        given.details.write_text("\n".join(lines) + "\n", "utf-8")
    if not given.no_docs:
        publish(text, found)
    print(f"{len(wanted)} accounts in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
