"""What all tests share: the same examples on every run, so that a failure is one that whoever looks sees too."""

from hypothesis import settings

# New examples are sought with `pytest --hypothesis-profile default`.
settings.register_profile("repeatable", derandomize=True, print_blob=True)
settings.load_profile("repeatable")
