"""`one_line`, `many_lines`, `html_text`, `json_text`: text in which nothing steers a terminal or hides.

A source may hold anything: escape sequences that rewrite a screen or its title, line ends that
forge a line of a log, signs that turn the order of what is seen. What cannot be seen is written
as its escape wherever a person may look: on a terminal, in a log, in a JSON file.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

# Spaces that texts in Chinese print; they steer nothing.
_SPACES = "\u3000\xa0"
_LINE_END = re.compile("\r\n?")


def one_line(text: str) -> str:
    """Write a text on one line; what cannot be printed is written as its escape.

    Examples
    --------
    >>> one_line("a\\nb: none\\x1b[31m")
    'a\\\\nb: none\\\\x1b[31m'
    """
    return _with_escapes(text)


def many_lines(text: str) -> str:
    """Do as `one_line`, but keep line ends and tabs.

    Examples
    --------
    >>> many_lines("增长\\n5.4%\\x1b[31m\\n")
    '增长\\n5.4%\\\\x1b[31m\\n'
    """
    return _with_escapes(text, "\n\t")


def html_text(text: str) -> str:
    """Escape text for HTML, where a carriage return is a line end.

    Signs that turn the order of what is seen are shown: a figure must not read as another.

    Examples
    --------
    >>> html_text("<b>开工\\u202e64\\u202c个\\r\\n")
    '&lt;b&gt;开工\\\\u202e64\\\\u202c个\\n'
    """
    return html.escape(many_lines(_LINE_END.sub("\n", text)), quote=True)


def json_text(content: Any, *, indent: int | None = 1, sort_keys: bool = False) -> str:
    """Write JSON with a final newline, Chinese as it is, what cannot be seen as ``\\u....``.

    Examples
    --------
    >>> json_text({"region": "岢岚\\u202e县"}, indent=None)
    '{"region": "岢岚\\\\u202e县"}\\n'
    """
    text = json.dumps(content, ensure_ascii=False, indent=indent, sort_keys=sort_keys)
    if odd := _odd(text, "\n"):
        text = text.translate({ord(sign): json.dumps(sign)[1:-1] for sign in odd})
    return text + "\n"


def _with_escapes(text: str, kept: str = "") -> str:
    odd = _odd(text, kept)
    return text.translate({ord(sign): repr(sign)[1:-1] for sign in odd}) if odd else text


def _odd(text: str, kept: str) -> set[str]:
    """Return the signs of a text that cannot be seen, but for those that are `kept`."""
    if text.isprintable():
        return set()
    return {sign for sign in set(text) - set(_SPACES + kept) if not sign.isprintable()}
