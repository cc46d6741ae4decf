"""The pages of the site: index, one page a release, Atom feed. No outside address, no cookie."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from kelan_analysis.escapes import html_text
from kelan_analysis.findings import MARKS

WORDS = {
    "zh": {
        "title": "公布数字一致性检验简报", "search": "查找", "region": "地区", "period": "时期",
        "verdict": "结论", "all": "全部", "brief": "简报", "editions": "历次版本",
        "edition": "第{}版", "published": "发布时间", "none": "没有符合条件的简报。", "feed": "Atom 订阅",
        "back": "返回目录", "summary": "核对结果", "shown": "{} 份简报",
        "files": {
            "brief.html": "网页", "brief.pdf": "PDF", "figures.csv": "数字（CSV）",
            "checks.json": "核对（JSON）", "manifest.json": "清单（JSON）",
        },
        "verdicts": {
            "contradiction": "互相矛盾", "undecidable": "无法判定", "convention": "换一种修约成立",
            "rounding": "舍入内成立", "exact": "精确成立", "none": "未能核对",
        },
    },
    "en": {
        "title": "Briefs on whether published figures hold together", "search": "Search",
        "region": "Region", "period": "Period", "verdict": "Verdict", "all": "all",
        "brief": "Brief", "editions": "Editions", "edition": "edition {}",
        "published": "Published", "none": "No brief matches.", "feed": "Atom feed",
        "back": "Back to the index", "summary": "Checks", "shown": "{} briefs",
        "files": {
            "brief.html": "Web page", "brief.pdf": "PDF", "figures.csv": "Figures (CSV)",
            "checks.json": "Checks (JSON)", "manifest.json": "Manifest (JSON)",
        },
        "verdicts": {
            "contradiction": "contradiction", "undecidable": "undecidable",
            "convention": "convention", "rounding": "rounding", "exact": "exact",
            "none": "nothing to check",
        },
    },
}  # fmt: skip

STYLE = """
:root { color-scheme: light dark; --ink: #1c2126; --quiet: #56616c; --rule: #c3cad1; --page: #fff; --link: #0b58a2; --bad: #b23c08; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ee; --quiet: #a9b3bd; --rule: #454e57; --page: #14181b; --link: #86b8ea; --bad: #ff9d73; } }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1rem; color: var(--ink); background: var(--page); font: 1rem/1.6 "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.2rem; margin: 1.5rem 0 .5rem; } h3 { font-size: 1rem; margin: 1rem 0 0; }
h3 ~ p { margin: .25rem 0; }
a { color: var(--link); } p > a { white-space: nowrap; }
form { display: flex; flex-wrap: wrap; gap: .75rem 1rem; margin: 0 0 1rem; }
label { display: grid; font-size: .875rem; color: var(--quiet); }
input, select { font: inherit; color: var(--ink); background: var(--page); border: 1px solid var(--rule); border-radius: .25rem; padding: .25rem .5rem; min-width: 8rem; max-width: 16rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--rule); }
th { font-weight: 600; } td p { margin: 0; color: var(--quiet); font-size: .875rem; }
td:first-child, td:nth-child(2), td:last-child { white-space: nowrap; }
.contradiction { color: var(--bad); }
.quiet { color: var(--quiet); font-size: .875rem; }
@media (max-width: 40rem) {
  label { flex: 1 1 8rem; } input, select { width: 100%; max-width: none; box-sizing: border-box; min-height: 2.75rem; }
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: flex; flex-wrap: wrap; column-gap: .75rem; border-bottom: 1px solid var(--rule); padding: .75rem 0; }
  td { border: 0; padding: 0; } td:nth-child(3) { order: 1; flex-basis: 100%; } td:last-child { margin-inline-start: auto; }
}
"""
SCRIPT = """
const form = document.forms[0], rows = [...document.querySelectorAll("tbody tr")];
const texts = rows.map(row => (row.id + " " + row.textContent).toLowerCase());
const count = document.getElementById("count"), none = document.getElementById("none");
function show() {
  const words = form.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  const region = form.region.value.trim();
  rows.forEach((row, place) => {
    const fits = ["period", "verdict"].every(k => !form[k].value || row.dataset[k] === form[k].value)
      && (form.region.list ? row.dataset.region.includes(region) : !region || row.dataset.region === region)
      && words.every(word => texts[place].includes(word));
    row.hidden = !fits; shown += fits;
  });
  count.textContent = count.dataset.text.replace("{}", shown); none.hidden = shown > 0;
}
form.addEventListener("input", show); form.addEventListener("submit", e => e.preventDefault());
form.hidden = false; show();
"""

MOST_CHOICES = 40  # a longer list is not scrolled through but typed into


def index_page(entries: Sequence[Mapping[str, Any]], language: str = "zh") -> str:
    """Return the index: a row for the last edition of each release, with search and filters.

    Examples
    --------
    >>> "没有符合条件的简报" in index_page([])
    True
    """
    said = WORDS[language]
    choices = {
        "region": {e["region"]: e["region"] for e in entries if e["region"]},
        "period": {e["period"]: e["period"] for e in entries if e["period"]},
        "verdict": {
            name: text
            for name, text in said["verdicts"].items()
            if any(entry["worst"] == name for entry in entries)
        },
    }
    selects = "".join(_select(name, said, options) for name, options in choices.items())
    rows = "\n".join(_row(entry, said) for entry in entries)
    body = (
        f'<h1>{said["title"]}</h1>\n'
        f'<form hidden><label>{said["search"]}<input type="search" name="words"></label>'
        f"{selects}</form>\n"
        f'<p class="quiet"><span id="count" role="status" data-text="{said["shown"]}">'
        f'{said["shown"].format(len(entries))}</span> · <a href="feed.xml">{said["feed"]}</a></p>\n'
        f'<table><thead><tr><th scope="col">{said["region"]}</th>'
        f'<th scope="col">{said["period"]}</th><th scope="col">{said["brief"]}</th>'
        f'<th scope="col">{said["verdict"]}</th></tr></thead>\n<tbody>\n{rows}\n</tbody></table>\n'
        f'<p id="none"{" hidden" if entries else ""}>{said["none"]}</p>\n'
    )
    return _page(said["title"], body, language, script=SCRIPT)


def release_page(editions: Sequence[Mapping[str, Any]], language: str = "zh") -> str:
    """Return the page of a release: its editions, the last one first.

    Examples
    --------
    >>> from kelan_analysis.delivery.editions import Edition
    >>> one = Edition("a", 1, "岢岚", "好。", "zh", "岢岚县", "2023", {"exact": 1}, "", "00")
    >>> entry = one.as_json() | {"worst": one.worst, "published": "2024-02-01T00:00:00Z"}
    >>> '<a href="1/brief.html">' in release_page([entry])
    True
    """
    said = WORDS[language]
    last = editions[-1]
    items = "\n".join(_edition(entry, said) for entry in reversed(editions))
    body = (
        f'<p class="quiet"><a href="../index.html">{said["back"]}</a></p>\n'
        f"<h1>{html_text(last['title'])}</h1>\n"
        f"<h2>{said['editions']}</h2>\n{items}\n"
    )
    return _page(last["title"], body, language)


def atom_feed(entries: Sequence[Mapping[str, Any]], language: str = "zh") -> str:
    """Return the feed: every edition, the newest first; addresses are relative to the feed.

    Examples
    --------
    >>> atom_feed([]).splitlines()[1]
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh">'
    """
    said = WORDS[language]
    newest = sorted(entries, key=lambda e: (e["published"], e["release"], e["number"]))[::-1]
    updated = newest[0]["published"] if newest else "1980-01-01T00:00:00Z"
    items = "".join(_entry(entry, said) for entry in newest)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n'
        f"<id>{_urn('kelan-briefs')}</id>\n<title>{said['title']}</title>\n"
        f"<updated>{updated}</updated>\n<author><name>kelan_analysis</name></author>\n"
        f'<link rel="self" href="feed.xml"/>\n<link rel="alternate" href="index.html"/>\n'
        f"{items}</feed>\n"
    )


def _select(name: str, said: Mapping[str, Any], options: Mapping[str, str]) -> str:
    order = options.items() if name == "verdict" else sorted(options.items())
    listed = "".join(
        f'<option value="{html_text(value)}">{html_text(text)}</option>' for value, text in order
    )
    if name == "region" and len(options) > MOST_CHOICES:
        return (
            f'<label>{said[name]}<input name="{name}" list="regions" autocomplete="off"></label>'
            f'<datalist id="regions">{listed}</datalist>'
        )
    return (
        f'<label>{said[name]}<select name="{name}"><option value="">{said["all"]}</option>'
        f"{listed}</select></label>"
    )


def _row(entry: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    worst = entry["worst"]
    place = entry["release"]
    return (
        f'<tr id="{html_text(place)}" data-region="{html_text(entry["region"])}" '
        f'data-period="{html_text(entry["period"])}" data-verdict="{worst}">'
        f"<td>{html_text(entry['region'])}</td><td>{html_text(entry['period'])}</td>"
        f'<td><a href="{html_text(place)}/index.html">{html_text(entry["title"])}</a>'
        f"<p>{html_text(entry['headline'])}</p></td>"
        f'<td class="{worst}">{MARKS.get(worst, "")} {said["verdicts"][worst]}</td></tr>'
    )


def _edition(entry: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    number = entry["number"]
    folder = entry.get("folder") or str(number)
    found = "，" if said is WORDS["zh"] else ", "
    verdicts = found.join(
        f"{text} {entry['verdicts'][name]}"
        for name, text in said["verdicts"].items()
        if entry["verdicts"].get(name)
    )
    links = " · ".join(
        f'<a href="{folder}/{name}">{text}</a>' for name, text in said["files"].items()
    )
    return (
        f"<h3>{said['edition'].format(number)}</h3>\n<p>{html_text(entry['headline'])}</p>\n"
        f'<p class="quiet">{said["published"]} <time datetime="{entry["published"]}">'
        f"{entry['published'][:10]}</time> · {said['summary']} {verdicts or '0'}</p>\n<p>{links}</p>"
    )


def _entry(entry: Mapping[str, Any], said: Mapping[str, Any]) -> str:
    folder = f"{entry['release']}/{entry.get('folder') or entry['number']}"
    edition = said["edition"].format(entry["number"])
    return (
        f"<entry>\n<id>{_urn(entry['release'] + entry['identity'])}</id>\n"
        f"<title>{html_text(entry['title'])} ({edition})</title>\n"
        f"<updated>{entry['published']}</updated>\n"
        f'<link rel="alternate" type="text/html" href="{html_text(folder)}/brief.html"/>\n'
        f'<link rel="enclosure" type="application/pdf" href="{html_text(folder)}/brief.pdf"/>\n'
        f'<category term="{entry["worst"]}" label="{said["verdicts"][entry["worst"]]}"/>\n'
        f"<summary>{html_text(entry['headline'])}</summary>\n</entry>\n"
    )


def _page(title: str, body: str, language: str, script: str = "") -> str:
    allowed = f"style-src '{_hash(STYLE)}'"
    if script:
        allowed += f"; script-src '{_hash(script)}'"
    ending = f"<script>{script}</script>\n" if script else ""
    tag = {"zh": "zh-CN", "en": "en"}[language]
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        f"{allowed}; base-uri 'none'; form-action 'none'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html_text(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n{ending}</body>\n</html>\n"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _urn(name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
