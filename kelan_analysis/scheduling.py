"""Briefs scheduled from JupyterLab's own dialog, with jupyter-scheduler (extra `schedule`).

Its default runs a notebook in a folder of its own, gives every parameter as text, and cannot
write a PDF. Here the parameters are read as the notebook declares them, the run is proved, and
the outputs are the brief's. ``deploy/jupyter_server_config.py`` turns it on.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from kelan_analysis.errors import InputError

try:
    from jupyter_scheduler.environments import EnvironmentManager
    from jupyter_scheduler.executors import DefaultExecutionManager
except ImportError:  # the extra is not installed; nothing asks for these classes then
    EnvironmentManager = DefaultExecutionManager = object

FORMATS = {"ipynb": "Notebook", "html": "Kelan HTML", "pdf": "Kelan PDF"}


class KelanExecutionManager(DefaultExecutionManager):
    """Runs a job of jupyter-scheduler as `kelan brief` runs a notebook.

    Examples
    --------
    >>> KelanExecutionManager.__mro__[1].__name__ in ("DefaultExecutionManager", "object")
    True
    """

    def execute(self) -> None:
        """Make the brief and write the formats asked for.

        Examples
        --------
        >>> callable(KelanExecutionManager.execute)
        True
        """
        job = self.model
        with tempfile.TemporaryDirectory(prefix="kelan-job-") as name:
            files = make_files(
                Path(self.staging_paths["input"]), job.parameters or {}, Path(self.root_dir), name
            )
        for output_format in job.output_formats or ():
            target = Path(self.staging_paths[output_format])
            target.write_bytes(files[f"brief.{output_format}"])


class KelanEnvironments(EnvironmentManager):
    """Offers this Python, with a PDF among its formats.

    Examples
    --------
    >>> KelanEnvironments().output_formats_mapping()["pdf"]
    'Kelan PDF'
    """

    def list_environments(self) -> list[Any]:
        """Return the one environment: the Python that JupyterLab runs in.

        Examples
        --------
        >>> callable(KelanEnvironments().list_environments)
        True
        """
        from jupyter_scheduler.models import RuntimeEnvironment

        return [
            RuntimeEnvironment(
                name="kelan",
                label="Kelan",
                description="Briefs as HTML and PDF",
                file_extensions=["ipynb"],
                output_formats=list(FORMATS),
                metadata={"path": sys.executable},
            )
        ]

    def manage_environments_command(self) -> str:
        """Return no command: there is nothing to manage.

        Examples
        --------
        >>> KelanEnvironments().manage_environments_command()
        ''
        """
        return ""

    def output_formats_mapping(self) -> dict[str, str]:
        """Return the formats with the names that the dialog shows.

        Examples
        --------
        >>> list(KelanEnvironments().output_formats_mapping())
        ['ipynb', 'html', 'pdf']
        """
        return dict(FORMATS)


def make_files(
    notebook: Path, parameters: dict[str, Any], root: Path, work: str
) -> dict[str, bytes]:
    """Make the brief of a notebook and return its files.

    Parameters
    ----------
    notebook : Path
        The copy of the notebook that the scheduler took.
    parameters : dict
        As typed in the dialog: words, which are read as the declared types.
    root : Path
        Folder that JupyterLab was started in; the project is found from it.
    work : str
        A folder to work in.

    Examples
    --------
    >>> make_files(Path("notebooks/brief.ipynb"), {"language": "fr"}, Path("."), "none")
    Traceback (most recent call last):
    ...
    kelan_analysis.errors.InputError: parameter language must be one of "zh", "en". Got "fr".
    """
    from kelan_analysis.briefs.making import make_brief
    from kelan_analysis.releases import find_project

    try:
        place = find_project(root) / "notebooks"
    except InputError:
        place = root
    words = {name: value if isinstance(value, str) else str(value) for name, value in parameters.items()}
    out = Path(work) / "brief"
    brief = make_brief(notebook, words, out, words=True, cwd=place)
    return {name: path.read_bytes() for name, path in brief.files.items()}
