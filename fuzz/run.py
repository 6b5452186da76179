"""``python -m fuzz.run [TARGET ...] [--seconds N]``: runs every target in a process of its own and keeps its findings.

Inputs that break a target are kept in ``fuzz/found/<target>/``, inputs that reached new code in ``fuzz/corpus``.
``--input FILE`` repeats one input.
"""

import argparse
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import fuzz

HERE = Path(__file__).parent
TARGETS = sorted(one.name for one in iter_modules(fuzz.__path__) if one.name != "run" and not one.name.startswith("_"))


def main() -> None:
    """The command; exit status 1 if a target was broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--input", type=Path)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given, rest = parser.parse_known_args()
    targets = given.targets or TARGETS
    if given.input:
        import_module(f"fuzz.{targets[0]}").fuzz_one(given.input.read_bytes())
    elif given.inside:
        _inside(targets[0], rest)
    else:
        broken = [name for name in targets if not _outside(name, given.seconds)]
        print("broken: " + ", ".join(broken) if broken else "nothing was broken")
        sys.exit(1 if broken else 0)


def _outside(name: str, seconds: int) -> bool:
    corpus, found = HERE / "corpus" / name, HERE / "found" / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    print(f"{name}: {seconds} s", flush=True)
    limits = [f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=3000", "-max_len=20000"]
    with tempfile.TemporaryDirectory() as seeds:
        for number, seed in enumerate(import_module(f"fuzz.{name}").SEEDS):
            Path(seeds, f"{number}").write_bytes(seed)
        command = [sys.executable, "-m", "fuzz.run", name, "--inside", *limits, f"-artifact_prefix={found}/"]
        ran = subprocess.run([*command, str(corpus), seeds], capture_output=True, text=True, check=False)
    output = [*ran.stdout.splitlines()[-20:], *ran.stderr.splitlines()[-8:]]
    print("\n".join(f"  {line[:200]}" for line in (output if ran.returncode else output[-1:])), flush=True)
    return ran.returncode == 0


def _inside(name: str, options: list[str]) -> None:
    import atheris

    with atheris.instrument_imports(include=["app"]):
        target = import_module(f"fuzz.{name}")
    atheris.Setup([sys.argv[0], *options], target.fuzz_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
