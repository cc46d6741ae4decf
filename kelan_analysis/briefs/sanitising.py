"""HTML that can neither run nor load anything, with its structure intact.

A notebook's outputs may carry text from anywhere. nbconvert's own `sanitize_html` lets
active content through and spoils tables, so the whole body passes `nh3` once, with a
closed list of tags; whatever is not on the list keeps its text and loses its markup.
"""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    [
        "a",
        "abbr",
        "article",
        "aside",
        "b",
        "blockquote",
        "br",
        "caption",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
# Their text is not for reading: it goes with the tag.
SILENT = frozenset({"script", "style", "title", "template", "noscript", "iframe", "object", "svg"})
ATTRIBUTES = {
    "*": {"class", "id", "lang", "title", "role", "tabindex"}
    | {"aria-label", "aria-hidden", "aria-describedby"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "table": {"style"},
    "td": {"colspan", "rowspan", "headers", "style"},
    "th": {"colspan", "rowspan", "headers", "scope", "style"},
    "time": {"datetime"},
    "span": {"style"},
    "details": {"open"},
}
STYLES = frozenset({"background-color", "color", "font-weight", "font-style", "text-align"})
# A scrolling table must be reachable by keyboard; no other role or order may be claimed.
_FIXED = {"role": ("region", "tooltip"), "tabindex": ("0",)}
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*", re.ASCII)
# As nh3 writes them: every value in double quotes, none inside.
_IMAGE_TAG = re.compile(r'<img(?:\s+[-\w]+="[^"]*")*\s*/?>')
_ATTRIBUTE = re.compile(r'([-\w]+)="([^"]*)"')
_LINK = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_STYLE = re.compile(r"[-\w#%.,() ]*(?:[:;][-\w#%.,() ]*)*", re.ASCII)


def clean_html(fragment: str) -> str:
    """Return the fragment with nothing left that runs, loads or submits.

    Parameters
    ----------
    fragment : str
        HTML of any origin.

    Returns
    -------
    str
        Well-formed HTML of the tags in `TAGS`. Images stay only where the address holds
        their data, else their alternative text stands there; links only to the web, to mail
        or inside the document.

    Examples
    --------
    >>> clean_html('<h2>表</h2><img src="x" onerror="go()"><table><thead><tr><th>县')
    '<h2>表</h2><table><thead><tr><th>县</th></tr></thead></table>'
    >>> clean_html('<a href="javascript:go()">源</a><script>go()</script>')
    '<a>源</a>'
    """
    cleaned = nh3.clean(
        fragment,
        tags=set(TAGS),
        clean_content_tags=set(SILENT),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=_keep_attribute,
        filter_style_properties=set(STYLES),
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    return _IMAGE_TAG.sub(_shown_image, cleaned)


def _shown_image(tag: re.Match[str]) -> str:
    """The image, or in the place of one whose address was refused what a browser would show."""
    attributes = dict(_ATTRIBUTE.findall(tag.group()))
    if "src" in attributes:
        return tag.group()
    return attributes.get("alt", "").replace("<", "&lt;").replace(">", "&gt;")


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    if name == "src":
        return value if _IMAGE.fullmatch(value) else None
    if name == "href":
        return value if _LINK.match(value) else None
    if name in _FIXED:
        return value if value in _FIXED[name] else None
    if name == "style":
        return value if _STYLE.fullmatch(value) and "url(" not in value else None
    return value
