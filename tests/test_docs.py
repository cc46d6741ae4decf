"""The manual is run: what a page shows is what a reader gets."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from kelan_analysis.cli import main

REPOSITORY = Path(__file__).parents[1]
PAGES = sorted([*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md")])
BLOCK = re.compile(r"^```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def blocks(kind):
    for page in PAGES:
        for block in BLOCK.finditer(page.read_text("utf-8")):
            if block["kind"] == kind:
                line = page.read_text("utf-8").count("\n", 0, block.start()) + 1
                yield pytest.param(block["body"], id=f"{page.relative_to(REPOSITORY)}:{line}")


@pytest.mark.parametrize("body", list(blocks("python")))
def test_python_examples_run(body, monkeypatch):
    monkeypatch.chdir(REPOSITORY)
    assert ">>> " in body, "a Python example shows its result"
    example = doctest.DocTestParser().get_doctest(body, {}, "example", None, 0)
    failures = []
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=failures.append)
    assert failures == []


@pytest.mark.parametrize("body", list(blocks("console")))
def test_console_examples_print_what_is_shown(body, monkeypatch, capsys, tmp_path):
    """A block holds ``$ kelan ...`` lines, each with what it prints."""
    monkeypatch.chdir(REPOSITORY)
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        text, _, after = command.partition(" | ")
        words = shlex.split(after or command)
        if after:
            (tmp_path / "stdin").write_text(shlex.split(text)[1] + "\n", "utf-8")
            words = [str(tmp_path / "stdin") if word == "-" else word for word in words]
        assert words[0] == "kelan"
        main(words[1:])
        captured = capsys.readouterr()
        printed = captured.out + captured.err
        assert printed == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", ["README", "docs/user-guide"])
def test_both_languages_show_the_same(name):
    """The Chinese page has the same examples and sections as the English one."""
    pages = [(REPOSITORY / f"{name}{ending}").read_text("utf-8") for ending in (".md", ".zh-CN.md")]
    shown = [
        [b["body"] for b in BLOCK.finditer(p) if b["kind"] in ("python", "console")] for p in pages
    ]
    sections = [len(re.findall("^#", BLOCK.sub("", page), re.MULTILINE)) for page in pages]
    assert shown[0] == shown[1] and sections[0] == sections[1]


def test_the_readme_shows_its_first_example_within_60_words():
    text = (REPOSITORY / "README.md").read_text("utf-8")
    before = text[: text.index("```")]
    assert len(re.findall(r"\w+", re.sub(r"!?\[[^]]*\]\([^)]*\)", "", before))) <= 60
