"""Every number of the rules is proved by a case or a test."""

from tests.mutation.proved_numbers import BOUNDS, CASES, FACTS, MADE_OF, TESTS, WEIGHTS, numbers


def test_every_shared_number_is_known() -> None:
    """A new constant needs a case or a test, or it is a fact, a weight, a part of others, or bounds the work."""
    assert sorted([*FACTS, *MADE_OF, *BOUNDS, *WEIGHTS, *CASES, *TESTS]) == sorted(numbers())
