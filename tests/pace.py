"""How many times longer a test may take: more where every line is counted."""

import os

SLOWED = 10 if "COVERAGE_PROCESS_START" in os.environ else 1
