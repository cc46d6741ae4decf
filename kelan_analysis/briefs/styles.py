"""Tables of any origin on our page: their own colours kept, their width made to fit.

pandas' Styler and Great Tables colour single cells by `<style>` rules with ids. A cleaned
page keeps no style sheet but its own, so the rules on ids become `style` attributes, which
the cleaning then limits to colour, weight and alignment.
"""

from __future__ import annotations

import re

_TABLE = re.compile(r'(<div class="scroll"[^>]*>)?\s*(<table\b.*?</table>)', re.DOTALL)
_EMPTY_HEAD = re.compile(r"<th\b([^>]*)>(?:\s|&nbsp;|\xa0)*</th>")
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_ID = re.compile(r"#([\w-]+)")
_PLACED = re.compile(r"text-align|class=\"(?:num|gt_)")
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])\b([^>]*)>(.*?)</t[dh]>", re.DOTALL)
_NUMBER = re.compile(
    r"\s*(?:[-−+]?(?:\d[\d,]*\.?\d*|\.\d+|inf)(?:e[-+]?\d+)?\s?%?|nan|none|—)?\s*",
    re.IGNORECASE,
)
_TAG_WITH_ID = re.compile(r'<(td|th|span)\b([^>]*?)\bid="([\w-]+)"([^>]*)>')


def inline_styles(fragment: str) -> str:
    """Move the rules on single ids from `<style>` elements to the elements themselves.

    Examples
    --------
    >>> inline_styles('<style>#T_1 {color: red;}</style><td id="T_1">5</td>')
    '<td id="T_1" style="color: red">5</td>'
    """
    rules: dict[str, list[str]] = {}
    for sheet in _SHEET.findall(fragment):
        for selectors, body in _RULE.findall(sheet):
            declarations = "; ".join(part.strip() for part in body.split(";") if part.strip())
            for selector in selectors.split(","):
                match = _ID.fullmatch(selector.strip())
                if match and '"' not in declarations:
                    rules.setdefault(match[1], []).append(declarations)
    if not rules:
        return fragment

    def with_style(match: re.Match[str]) -> str:
        tag, before, name, after = match.groups()
        if name not in rules or "style=" in before + after:
            return match[0]
        return f'<{tag}{before}id="{name}"{after} style="{"; ".join(rules[name])}">'

    return _TAG_WITH_ID.sub(with_style, _SHEET.sub("", fragment))


def fit_tables(body: str) -> str:
    """Put each table of clean HTML into a box that scrolls where the screen is too narrow.

    An empty head cell, as pandas writes above its index, is no head of anything. A column of
    numbers stands to the right, under its head.

    Examples
    --------
    >>> fit_tables("<table><tr><th></th></tr></table>")
    '<div class="scroll" tabindex="0"><table><tr><td></td></tr></table></div>'
    """

    def boxed(match: re.Match[str]) -> str:
        table = _numbers_right(_EMPTY_HEAD.sub(r"<td\1></td>", match[2]))
        return match[1] + table if match[1] else f'<div class="scroll" tabindex="0">{table}</div>'

    return _TABLE.sub(boxed, body)


def _numbers_right(table: str) -> str:
    """Set each column of plain numbers to the right, in tables whose cells all stand alone."""
    rows = [_CELL.findall(row) for row in _ROW.findall(table)]
    width = max(map(len, rows), default=0)
    if "span=" in table or any(len(row) != width for row in rows) or _PLACED.search(table):
        return table
    numeric = [
        any(re.search(r"\d", row[place][2]) for row in rows if row[place][0] == "td")
        and all(_NUMBER.fullmatch(row[place][2]) for row in rows if row[place][0] == "td")
        for place in range(width)
    ]

    def placed(row: re.Match[str]) -> str:
        columns = iter(numeric)
        return _CELL.sub(lambda cell: _right(cell) if next(columns) else cell[0], row[0])

    return _ROW.sub(placed, table)


def _right(cell: re.Match[str]) -> str:
    tag, given, text = cell.groups()
    if 'class="' in given:
        given = given.replace('class="', 'class="num ', 1)
    else:
        given += ' class="num"'
    return f"<{tag}{given}>{text}</{tag}>"
