"""The nbconvert exporters `kelan-html` and `kelan-pdf`: any executed notebook as a designed page.

What is hidden: the tags ``hide``, ``hide-input`` and ``hide-output`` of a cell; the traits
``exclude_input`` and ``exclude_output`` of nbconvert for all. An injected parameters cell is
hidden where the `parameters` cell is.
"""

from __future__ import annotations

import base64
from importlib.resources import files
from pathlib import Path
from typing import Any

from nbconvert.exporters.html import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, import_plugin
from traitlets import Bool, default
from traitlets.config import Config

from kelan_analysis.briefs.cells import SHOWN_TYPES, show_cells
from kelan_analysis.briefs.documents import Document, make_document
from kelan_analysis.briefs.formulae import mathml_formulae
from kelan_analysis.briefs.sanitising import clean_html
from kelan_analysis.briefs.styles import fit_tables, inline_styles
from kelan_analysis.briefs.tree import require_alt
from kelan_analysis.errors import RunError

_TEMPLATES = Path(str(files(__package__).joinpath("templates")))
# Displays whose own style sheet, lost in cleaning, is needed to read them.
_SHEETS = {'class="kelan-reading"': "displays/readings.css"}


class KelanHTMLExporter(HTMLExporter):
    """An executed notebook as one self-contained page without script or outside address.

    Examples
    --------
    >>> import nbformat.v4 as nb
    >>> cells = [nb.new_markdown_cell("# 岢岚县"), nb.new_code_cell("1 + 1")]
    >>> page, _ = KelanHTMLExporter().from_notebook_node(nb.new_notebook(cells=cells))
    >>> "<title>岢岚县</title>" in page, "<script" in page
    (True, False)
    """

    export_from_notebook = None  # the menu has it under another name: briefs/menu.py
    strict = Bool(False, help="Refuse a picture without alt text instead of warning.").tag(
        config=True
    )

    @default("template_name")
    def _template_name_default(self) -> str:
        return "kelan-html"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".html.j2"

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        return True  # once after all preprocessors, instead of after each of a dozen

    def __init__(self, config: Config | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("extra_template_basedirs", [str(_TEMPLATES)])
        super().__init__(config=config, **kwargs)

    @property
    def default_config(self) -> Config:
        own = Config({"NbConvertBase": {"display_data_priority": list(SHOWN_TYPES)}})
        merged = super().default_config.copy()
        merged.merge(own)
        return merged

    def default_filters(self):
        yield from super().default_filters()
        yield ("text_base64", lambda text: base64.b64encode(text.encode()).decode("ascii"))
        yield ("inline_styles", inline_styles)
        yield ("closed", clean_html)
        yield ("bare_tex", lambda text: text.strip().strip("$").strip())
        yield ("markdown2html", self.prose)

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook; the base class wrote the file's name into `resources`."""
        document, resources = self.document(nb, resources, **kw)
        return self.page(document), resources

    def document(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Document, dict[str, Any]]:
        """Return the notebook as a `Document`, from which page and PDF are printed.

        Examples
        --------
        >>> import nbformat.v4 as nb
        >>> book = nb.new_notebook(cells=[nb.new_markdown_cell("# A county")])
        >>> KelanHTMLExporter().document(book)[0].title
        'A county'
        """
        shown, attachments = show_cells(nb)
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name", "python"))
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        body, resources = TemplateExporter.from_notebook_node(self, shown, resources, **kw)
        document = make_document(
            fit_tables(clean_html(body)),
            title=nb.metadata.get("title"),
            language=nb.metadata.get("lang"),
            attachments=attachments,
        )
        self._judge_pictures(document)
        return document, resources

    def page(self, document: Document) -> str:
        """Return the document as a whole HTML page.

        Examples
        --------
        >>> from kelan_analysis.briefs.documents import make_document
        >>> KelanHTMLExporter().page(make_document("<h1>A county</h1>"))[:15]
        '<!DOCTYPE html>'
        """
        template = self.environment.get_template("page.html.j2")
        sheets = ["briefs/templates/kelan-html/brief.css"]
        sheets += [name for sign, name in _SHEETS.items() if sign in document.body]
        style = "\n".join(
            files("kelan_analysis").joinpath(name).read_text("utf-8").strip() for name in sheets
        )
        return template.render(document=document, body=mathml_formulae(document.body), style=style)

    def prose(self, source: str) -> str:
        """Render Markdown with formulae, tables and footnotes.

        Examples
        --------
        >>> KelanHTMLExporter().prose("$x^2$").strip()
        '<p><span class="math">x^2</span></p>'
        """
        renderer = _Prose(escape=False, exclude_anchor_links=True, path="")
        plugins = [import_plugin(name) for name in (*MarkdownWithMath.DEFAULT_PLUGINS, "footnotes")]
        return MarkdownWithMath(renderer=renderer, plugins=plugins).render(source)

    def _judge_pictures(self, document: Document) -> None:
        try:
            require_alt(document.tree)
        except RunError as error:
            if self.strict:
                raise
            self.log.warning("%s", error)


class KelanPDFExporter(KelanHTMLExporter):
    """An executed notebook as PDF/A-3a and PDF/UA-1, without LaTeX and without a browser.

    Examples
    --------
    >>> import nbformat.v4 as nb
    >>> book = nb.new_notebook(cells=[nb.new_markdown_cell("# 岢岚县")])
    >>> KelanPDFExporter().from_notebook_node(book)[0][:5]
    b'%PDF-'
    """

    export_from_notebook = None
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook to the bytes of a PDF."""
        from kelan_analysis.briefs.typesetting import write_pdf

        document, resources = self.document(nb, resources, **kw)
        return write_pdf(document, strict=self.strict), {**resources, "output_extension": ".pdf"}


class _Prose(IPythonRenderer):
    def inline_math(self, body: str) -> str:
        return f'<span class="math">{self.escape_html(body)}</span>'

    def block_math(self, body: str) -> str:
        return f'<div class="math">{self.escape_html(body)}</div>\n'

    def multiline_math(self, text: str) -> str:
        return self.inline_math(text)

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")
