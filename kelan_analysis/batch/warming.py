"""What a warm process has done before it is forked: imports, and one small brief.

Importing is half of it. Fonts, vocabularies and the first chart are loaded when they are
first used, so a short text goes through every step once. Kernels and the workers that print
come from two processes, which warm up at the same time and are each as small as they can be.
"""

from __future__ import annotations

import importlib
import os
from importlib import resources

# Has a sum, a ratio, growth and shares, so that every chart is drawn.
TEXT = (
    "2023年，全县地区生产总值50.9亿元，增长5.4%。其中第一产业增加值10.1亿元，增长3.1%；"
    "第二产业增加值20.3亿元，增长6.2%；第三产业增加值20.5亿元，增长5.8%。"
    "新建项目64个，开工59个，开工率92.2%。"
)
OF_KERNELS = (
    "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect",
    "IPython.extensions.storemagic", "IPython.utils.wildcard", "faulthandler",
    "ipykernel.debugger", "ipykernel.ipkernel", "ipykernel.kernelapp",
    "kelan_analysis.register.applying", "kelan_analysis.register.parsing", "pdb",
    "tornado.platform.asyncio",
)  # fmt: skip
OF_WORKERS = (
    "jupyter_client.asynchronous", "jupyter_client.manager", "jupyter_client.provisioning",
    "kelan_analysis.batch.worker", "kelan_analysis.briefs.readiness",
    "kelan_analysis.briefs.engine", "kelan_analysis.briefs.exporters",
    "kelan_analysis.briefs.making",
    "kelan_analysis.briefs.tidying", "kelan_analysis.briefs.typesetting", "filelock",
    "kelan_analysis.kernels", "kelan_analysis.register", "kelan_analysis.releases",
    "nbconvert", "pikepdf", "typst",
)  # fmt: skip


def rehearse_kernel() -> None:
    """Import what a kernel and the cells of a brief need, and show every part of a small one.

    Examples
    --------
    >>> rehearse_kernel()
    """
    # As ipykernel does before a notebook imports matplotlib; pictures would be lost otherwise.
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    for name in OF_KERNELS:
        importlib.import_module(name)
    _show_small_brief()


def rehearse_worker() -> None:
    """Import what making a brief needs outside its kernel, and print a small page.

    Examples
    --------
    >>> rehearse_worker()
    """
    from kelan_analysis.briefs.running import without_module

    with without_module("rfc3987_syntax"):
        for name in OF_WORKERS:
            importlib.import_module(name)
        _read_small_text()
        _print_small_page()


def _show_small_brief() -> None:
    import kelan_analysis.displays as displays
    from kelan_analysis.checking import run_checks
    from kelan_analysis.reading import read_figures

    report = run_checks(read_figures(TEXT, region="岢岚县", period="2023"))
    for name in displays.__all__:
        show = getattr(displays, name)
        if name in ("Page", "explanation_card", "mark_figures", "picture"):
            continue
        shown = show(report, "zh")
        getattr(shown, "_repr_mimebundle_", lambda **_: None)(include=None, exclude=None)


def _read_small_text() -> None:
    from kelan_analysis.reading import read_figures

    read_figures(TEXT, region="岢岚县", period="2023")


def _print_small_page() -> None:
    """HTML only: Typst starts threads, and a process with threads cannot be forked."""
    import nbformat.v4

    from kelan_analysis.briefs.exporters import KelanHTMLExporter
    from kelan_analysis.briefs.manifest import versions

    exporter = KelanHTMLExporter(strict=True)
    cells = [nbformat.v4.new_markdown_cell("# 简报\n\n5.4%"), nbformat.v4.new_code_cell("1 + 1")]
    document, _ = exporter.document(nbformat.v4.new_notebook(cells=cells))
    exporter.page(document)
    versions()
    resources.files("kelan_analysis.briefs")
