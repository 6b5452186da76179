"""All tests. None measures wall time; generated examples are the same in every run (``fuzz/`` looks for new ones)."""

from hypothesis import settings

settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")
