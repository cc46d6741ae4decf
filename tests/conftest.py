"""Settings of all tests: laws are tried without a deadline, `make soak` tries more of them."""

import os

from hypothesis import settings

# The first example of a law may pay for an import; how long things take is for benchmarks.
settings.register_profile("default", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=20_000)
# A mutant is tried by few examples, always the same ones; what survives wants a row in a table.
settings.register_profile(
    "mutants", deadline=None, max_examples=30, derandomize=True, database=None
)
settings.load_profile(os.environ.get("KELAN_HYPOTHESIS", "default"))
