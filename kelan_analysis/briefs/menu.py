"""The exporters as JupyterLab's "Save and Export As" can call them.

The server routes an export as ``/nbconvert/<format>/`` and takes letters, digits and
underscores there: ``kelan-html``, the name for ``jupyter nbconvert --to``, would not be found.
So the menu has the same exporters under names without a hyphen.
"""

from __future__ import annotations

from kelan_analysis.briefs.exporters import KelanHTMLExporter, KelanPDFExporter


class HTMLInMenu(KelanHTMLExporter):
    """``kelan_html``: the page, as the menu offers it.

    Examples
    --------
    >>> HTMLInMenu().export_from_notebook
    'Kelan HTML'
    """

    export_from_notebook = "Kelan HTML"


class PDFInMenu(KelanPDFExporter):
    """``kelan_pdf``: the document, as the menu offers it.

    Examples
    --------
    >>> PDFInMenu().export_from_notebook
    'Kelan PDF'
    """

    export_from_notebook = "Kelan PDF"
