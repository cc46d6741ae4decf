"""``python -m kelan_analysis.kernels FOLDER TARGET...``: the nursery."""

import sys
from pathlib import Path

# As `python -m ipykernel_launcher` does: what lies in the working directory is no library.
if sys.path[0] == "" or Path(sys.path[0]) == Path.cwd():
    del sys.path[0]

from kelan_analysis.kernels.nursery import main  # noqa: E402

main(*sys.argv[1:], watched=True)
