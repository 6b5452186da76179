"""Every fuzz target runs: its first inputs keep the invariants."""

from importlib import import_module

import pytest

from fuzz.run import TARGETS

EVERY = 8  # the samples are many, and the importers read them all in tests of their own


@pytest.mark.parametrize("target", TARGETS)
def test_the_seeds_break_nothing(target: str) -> None:
    """A target that breaks on its own seeds would never look for anything else."""
    module = import_module(f"fuzz.{target}")
    seeds = module.SEEDS[::EVERY] if len(module.SEEDS) > 40 else module.SEEDS
    assert seeds
    for seed in seeds:
        module.fuzz_one(seed)
