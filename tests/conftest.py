"""Settings of all tests: laws are tried without a deadline, `make soak` tries more of them."""

import os

from hypothesis import settings

# The first example of a law may pay for an import; how long things take is for benchmarks.
settings.register_profile("default", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=20_000)
settings.load_profile(os.environ.get("KELAN_HYPOTHESIS", "default"))
