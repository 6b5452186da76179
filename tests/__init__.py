"""All tests. None measures wall time; generated examples are the same in every run (``fuzz/`` looks for new ones)."""

import os

from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


def examples(count: int) -> settings:
    """So many generated examples in `make soak`, a quarter of them in `make test`."""
    return settings(max_examples=count if os.environ.get("EVERY_CASE") else count // 4)
