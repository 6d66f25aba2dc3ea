"""No test asserts a time: hypothesis's deadline of 200 ms would, on a busy machine."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
