"""The exporters as JupyterLab's "Save and Export Notebook As" lists them: each once, and working.

The server lists every enabled exporter under its entry point's name, whatever its
`export_from_notebook` says, and routes an export as ``/nbconvert/<name>/`` with letters,
digits and underscores only. So the menu has names of its own, and ``kelan-html`` and
``kelan-pdf``, the names for ``jupyter nbconvert --to``, are not enabled inside a server.
"""

from __future__ import annotations

import sys

from traitlets import default

from kelan_analysis.briefs.exporters import KelanHTMLExporter, KelanPDFExporter


class _OutsideServers:
    @default("enabled")
    def _enabled_default(self) -> bool:
        server = sys.modules.get("jupyter_server.serverapp")
        return server is None or not server.ServerApp.initialized()


class HTMLOfCommand(_OutsideServers, KelanHTMLExporter):
    """``kelan-html``: the page, for ``jupyter nbconvert --to kelan-html``.

    Examples
    --------
    >>> HTMLOfCommand().enabled  # in a Jupyter server: False
    True
    """


class PDFOfCommand(_OutsideServers, KelanPDFExporter):
    """``kelan-pdf``: the document, for ``jupyter nbconvert --to kelan-pdf``.

    Examples
    --------
    >>> PDFOfCommand().enabled  # in a Jupyter server: False
    True
    """


class HTMLInMenu(KelanHTMLExporter):
    """``Kelan_HTML``: the page, as the menu offers it.

    Examples
    --------
    >>> HTMLInMenu().export_from_notebook
    'Kelan HTML'
    """

    export_from_notebook = "Kelan HTML"


class PDFInMenu(KelanPDFExporter):
    """``Kelan_PDF``: the document, as the menu offers it.

    Examples
    --------
    >>> PDFInMenu().export_from_notebook
    'Kelan PDF'
    """

    export_from_notebook = "Kelan PDF"
