"""All tests. None measures time: on a busy machine a slow example is no failure."""

from hypothesis import settings

settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
