"""Whatever stands in an output, the page neither runs nor loads anything."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kelan_analysis.briefs.sanitising import clean_html
from kelan_analysis.briefs.styles import fit_tables, inline_styles

PAYLOADS = [
    "<script>go()</script>",
    "<img src=x onerror=go()>",
    "<svg onload=go()><circle/></svg>",
    "<svg><script>go()</script></svg>",
    '<svg><animate onbegin="go()" attributeName="x"/></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=go()>",
    '<a href="javascript:go()">x</a>',
    '<a href="JaVaScRiPt&colon;go()">x</a>',
    '<a href="data:text/html,<script>go()</script>">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="vbscript:go()">x</a>',
    '<iframe src="file:///etc/hostname"></iframe>',
    '<iframe srcdoc="<script>go()</script>"></iframe>',
    '<object data="http://example.com/x.swf"></object>',
    '<embed src="http://example.com/x.swf">',
    '<form action="http://example.com"><input name="p"><button>go</button></form>',
    "<style>@import url(http://example.com/x.css)</style>",
    '<link rel="stylesheet" href="http://example.com/x.css">',
    '<base href="http://example.com/">',
    '<meta http-equiv="refresh" content="0;url=http://example.com">',
    '<div style="background:url(http://example.com/x)">x</div>',
    '<td style="color:red;background-image:url(http://example.com)">x</td>',
    '<img src="http://example.com/x.png">',
    '<img srcset="http://example.com/x.png 2x">',
    '<video src="http://example.com/x.mp4" autoplay></video>',
    '<img src="data:image/svg+xml,<svg onload=go()>">',
    '<details ontoggle="go()" open>x</details>',
    "<body onload=go()>",
    '<p tabindex="1" role="alert" onclick=go()>x</p>',
    "<!--[if IE]><script>go()</script><![endif]-->",
    "</main></body><script>go()</script>",
    "<template><script>go()</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=go()>'>",
    "<xmp><script>go()</script></xmp>",
]
RUNS = set("script iframe object embed form input link base meta style svg video template".split())

SAFE = {"src": r"data:image/[a-z+]+;base64,", "href": r"(https?:|mailto:|#)"}


def active(html):
    """Name the tags and attributes that run, load or submit; plain text does nothing."""
    found = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend([tag] if tag in RUNS else [])
            for name, value in attrs:
                address = SAFE.get(name)
                unsafe = name.startswith("on") or name in ("srcset", "srcdoc", "action", "data")
                unsafe |= "url(" in (value or "") or "expression(" in (value or "")
                if unsafe or (address and not re.match(address, value or "")):
                    found.append(f"{tag} {name}={value}")

    Reader().feed(html)
    return found


def test_the_reader_of_these_tests_sees_what_is_active():
    assert [payload for payload in PAYLOADS[:28] if not active(payload)] == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_active_is_left(payload):
    assert active(clean_html(f"<div>{payload}</div>")) == []


@given(st.lists(st.sampled_from([*PAYLOADS, "<td>", "</p>", "<p", '"', "'", ">", "x"]), max_size=6))
@example(["<p", "<style>@import url(http://example.com/x.css)</style>"])
def test_nothing_active_is_left_of_any_mixture(parts):
    assert active(clean_html("".join(parts))) == []


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    assert clean_html(clean_html(text)) == clean_html(text)


KEPT = [
    "<h1>题</h1>",
    '<table><caption>表</caption><thead><tr><th scope="col">县</th></tr></thead>'
    '<tbody><tr><td colspan="2" rowspan="3">甲</td></tr></tbody></table>',
    '<p class="lead" lang="zh-CN">一</p>',
    '<a href="https://example.com/a?b=c">源</a>',
    '<a href="#fn-1">1</a>',
    '<img src="data:image/png;base64,iVBORw0KGgo=" alt="图">',
    '<ol start="3"><li>x</li></ol>',
    '<time datetime="2024-02-01">二月</time>',
    '<div class="scroll" tabindex="0">x</div>',
    '<td style="color:red;text-align:right">5</td>',
]


@pytest.mark.parametrize("html", KEPT)
def test_structure_and_meaning_are_kept(html):
    inside = f"<table><tbody><tr>{html}</tr></tbody></table>" if html.startswith("<td") else html
    assert html in clean_html(inside)


STYLES = [
    ('<style>#a, #b {color: red}</style><td id="b">1</td>', '<td id="b" style="color: red">1</td>'),
    ('<style>.x {color: red}</style><td id="b">1</td>', '<td id="b">1</td>'),
    ('<style>#b {color: red}</style><td id="b" style="x">1</td>', '<td id="b" style="x">1</td>'),
    ('<td id="b">1</td>', '<td id="b">1</td>'),
]


@pytest.mark.parametrize(("fragment", "expected"), STYLES)
def test_the_colours_of_single_cells_survive(fragment, expected):
    styled = inline_styles(fragment)
    assert styled.endswith(expected)


def test_a_table_scrolls_once():
    once = fit_tables("<p>x</p><table><tr></tr></table>")
    assert once.count('class="scroll"') == 1
    assert fit_tables(once) == once
