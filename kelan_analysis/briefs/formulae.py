"""TeX formulae for both formats, by pandoc: MathML for the page, Typst for the PDF."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

from kelan_analysis.briefs.tree import text_of

_SPAN = re.compile(r'<(span|div) class="math">(.*?)</\1>', re.DOTALL)


def mathml_formulae(body: str) -> str:
    """Replace each ``class="math"`` element of clean HTML by MathML, which browsers set.

    Examples
    --------
    >>> "<msup>" in mathml_formulae('<p><span class="math">x^2</span></p>')
    True
    >>> mathml_formulae("<p>5.4%</p>")
    '<p>5.4%</p>'
    """
    found = [(match[1] == "div", html.unescape(match[2])) for match in _SPAN.finditer(body)]
    if not found:
        return body
    sources = "\n\n".join(_markdown(tex, display) for display, tex in found)
    written = _pandoc(sources, "html", ["--mathml"])
    parts = iter(re.findall(r"<math.*?</math>|<span class=\"math.*?</span>", written, re.DOTALL))
    return _SPAN.sub(lambda match: next(parts, match[0]), body)


def typst_formulae(nodes: Iterable[Any]) -> dict[str, str]:
    """Return each TeX formula of a tree with its Typst form.

    Examples
    --------
    >>> typst_formulae([{"t": "span", "c": ["math"], "a": {}, "k": ["\\\\frac{a}{b}"]}])
    {'\\\\frac{a}{b}': 'a / b'}
    """
    sources = list(dict.fromkeys(text_of(node) for node in _formulae(nodes)))
    if not sources:
        return {}
    joined = "\n\n".join(_markdown(tex, False) for tex in sources)
    written = _pandoc(joined, "typst", ["--wrap=none"]).strip().split("\n\n")
    plain = [part.strip()[1:-1].strip() if part.strip()[:1] == "$" else "" for part in written]
    plain += [""] * (len(sources) - len(plain))
    return {tex: form or _as_text(tex) for tex, form in zip(sources, plain, strict=False)}


def _as_text(tex: str) -> str:
    return '"' + tex.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _markdown(tex: str, display: bool) -> str:
    flat = " ".join(tex.split())
    return f"$${flat}$$" if display else f"${flat}$"


def _pandoc(text: str, to: str, options: list[str]) -> str:
    import pypandoc

    return pypandoc.convert_text(text, to, format="markdown", extra_args=options)


def _formulae(nodes: Iterable[Any]):
    for node in nodes:
        if isinstance(node, str):
            continue
        if "math" in node["c"]:
            yield node
        yield from _formulae(node["k"])
