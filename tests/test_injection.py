"""Nothing of a payload is active: 64 of them, through every way in, into every way out."""

import io
import json
import os
import pty
import re
import subprocess
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

import pytest
from injection import (
    CONTROLS,
    FORMULAE,
    PAGE,
    PAYLOADS,
    active_csv,
    active_json,
    active_mail,
    active_page,
    active_pdf,
    active_terminal,
    pdf_addresses,
)
from injection_project import RELEASE, TEXT, make_project

from kelan_analysis.cli import main
from kelan_analysis.delivery import pages
from kelan_analysis.delivery.editions import read_edition
from kelan_analysis.delivery.sending import make_message, send_brief
from kelan_analysis.delivery.settings import Settings
from kelan_analysis.delivery.site import publish_site
from kelan_analysis.errors import InputError
from kelan_analysis.strict_csv import csv_text

KELAN = Path(sys.executable).with_name("kelan")
# A text is refused as a binary file where controls are more than one byte in a hundred.
PROSE = "全县经济运行总体平稳，稳中有进，各项社会事业全面发展。" * 40
ATTACHED = {"checks.json", "figures.csv", "manifest.json", "source.txt"}
JUDGES = {"table": active_terminal, "csv": active_csv, "json": active_json, "html": active_page}


def test_there_are_sixty_payloads_and_every_judge_sees_its_own():
    assert len(set(PAYLOADS)) >= 60
    own = "<style>p { color: red }</style>"
    assert active_page(own) == []
    blind = [payload for payload in PAGE if not active_page(f'{own}<p title="{payload}">{payload}')]
    assert [payload for payload in blind if re.search("<(?!x>|!)[a-z]", payload)] == []
    harmless = [f for f in FORMULAE if not active_csv(f'"{f.replace(chr(34), 2 * chr(34))}"\n')]
    assert harmless == ["'=1+1", "''=1+1", '"=1+1', " =1+1"]
    assert all(active_terminal(payload) for payload in CONTROLS[:-1])
    assert active_mail(b"To: a@example\r\nBcc: x@example.com\r\n\r\nx")


# --- the command line: text, region, period, release, parameter, file name ----------------------


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty folder; return (status, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*words, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main([str(word) for word in words])
        return status, *capsys.readouterr()

    return run


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_and_region_into_every_format(run, tmp_path, payload):
    text = (
        f"{payload}新建项目64个，其中开工{payload}59个，{payload}开工率92.2%。\n"
        f"今年{payload}产值5.2亿元，增长{payload}5.1%，{payload}占比达{payload}。{PROSE}"
    )
    for form, judge in JUDGES.items():
        for command in (("extract",), ("extract", "--account"), ("check",)):
            if form == "html" and "--account" in command:
                continue
            words = [*command, "-", "-f", form, "--region", payload]
            status, out, err = run(*words, stdin=text.encode())
            assert active_terminal(err) == []
            if status == 2:  # figures among signs that hide are refused, with a reason
                assert out == "" and err.count("\n") == 1 and payload in CONTROLS
                continue
            assert status in (0, 1) and judge(out) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_that_is_refused_is_told_on_one_line(run, tmp_path, payload):
    for folder in ("data", "notebooks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "in.txt").write_text("新建项目64个。", "utf-8")
    (tmp_path / "notebooks/brief.ipynb").write_text(_notebook("release = 'a'"), "utf-8")
    before = sorted(tmp_path.rglob("*"))
    for words in (
        ["extract", payload],
        ["brief", payload],
        ["check", "in.txt", "--period", payload],
        ["brief", "-p", payload, "x"],
        ["batch", payload],
        ["verify", payload],
        ["send", payload, "--to", "a@example.com"],
        ["send", "a", "--to", payload],
        ["params", payload],
        ["add", "in.txt", "--region", payload, "--period", "2023"],
        ["add", "in.txt", "--region", "岢岚县", "--period", payload],
        ["add", "in.txt", "--region", "岢岚县", "--period", "2023", "--name", payload],
    ):
        status, out, err = run(*words)
        assert (status, out) == (2, ""), words
        assert err.count("\n") == 1 and active_terminal(err) == []
    assert sorted(tmp_path.rglob("*")) == before


def _notebook(parameters):
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": parameters}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})


@pytest.mark.parametrize("payload", [p for p in PAYLOADS if "/" not in p])
def test_a_file_of_that_name_is_read_and_nothing_else(run, tmp_path, payload):
    (tmp_path / f"{payload}.txt").write_text("新建项目64个，开工59个，开工率92.2%。", "utf-8")
    status, out, err = run("check", f"./{payload}.txt")
    assert (status, err) == (0, "") and "K01  exact" in out
    (tmp_path / f"{payload}.txt").write_text("无。", "utf-8")
    status, out, err = run("check", f"./{payload}.txt")
    assert status == 2 and err.count("\n") == 1 and active_terminal(err) == []
    assert len(list(tmp_path.iterdir())) == 1


def test_a_terminal_is_not_steered(tmp_path):
    """On a terminal each form is written as it can be seen, CSV and pages included."""
    text = PROSE + "".join(f"{payload}项目64个，开工59个，开工率92.2%。\n" for payload in CONTROLS)
    (tmp_path / "a.txt").write_bytes(text.encode())
    for form in JUDGES:
        ours, theirs = pty.openpty()
        words = [KELAN, "extract", "a.txt", "--format", form, "--region", "".join(CONTROLS)]
        with subprocess.Popen(words, cwd=tmp_path, stdout=theirs, stderr=theirs) as process:
            os.close(theirs)
            shown = b""
            try:
                while piece := os.read(ours, 1 << 16):
                    shown += piece
            except OSError:  # the other end is closed
                pass
        os.close(ours)
        assert process.returncode == 0
        assert active_terminal(shown.decode().replace("\r\n", "\n")) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_of_a_written_csv(payload):
    assert active_csv(csv_text(["a", "b"], [{"a": payload, "b": f"-0.5{payload}"}])) == []


# --- a brief: title, region, publisher, note, address, text, register, parameter ----------------


@pytest.fixture(scope="module")
def brief(tmp_path_factory):
    """A brief of a release that is made of payloads, and what the run told."""
    project = make_project(tmp_path_factory.mktemp("injection"))
    words = [KELAN, "brief", RELEASE, "--project", project]
    ended = subprocess.run(words, capture_output=True, timeout=120, cwd=project, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    return project, project / "reports" / RELEASE, ended.stdout.decode(), ended.stderr.decode()


@pytest.mark.slow
def test_the_brief_is_a_page_that_runs_nothing(brief):
    _, folder, out, err = brief
    page = (folder / "brief.html").read_text("utf-8")
    assert active_page(page) == []
    assert page.count("example.com") > 100, "the payloads are there, as text"
    assert active_terminal(out) == [] and active_terminal(err) == []
    assert not re.search(r"^2026-01-01", err, re.MULTILINE), "a forged line of the log"


@pytest.mark.slow
def test_the_brief_is_a_pdf_that_runs_nothing(brief):
    _, folder, _, _ = brief
    assert active_pdf(folder / "brief.pdf", ATTACHED) == []
    assert pdf_addresses(folder / "brief.pdf") <= {"https://example.org/<script>go()</script>"}
    assert b"root:" not in (folder / "brief.pdf").read_bytes()


@pytest.mark.slow
def test_the_data_of_the_brief_run_nothing(brief):
    project, folder, _, _ = brief
    assert active_csv((folder / "figures.csv").read_text("utf-8-sig")) == []
    for name in ("checks.json", "manifest.json", "brief.ipynb"):
        assert active_json((folder / name).read_text("utf-8")) == []
    assert len(json.loads((folder / "checks.json").read_bytes())["figures"]) > 150
    assert list(project.rglob("pwned")) == []
    assert main(["verify", str(folder / "brief.pdf")]) == 0


@pytest.mark.slow
def test_the_notebook_of_the_brief_runs_nothing_when_it_is_opened(brief):
    _, folder, _, _ = brief
    notebook = json.loads((folder / "brief.ipynb").read_text("utf-8"))
    pages = [
        "".join(output["data"].get("text/html", ""))
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    assert len(pages) > 10 and [active_page(page) for page in pages if active_page(page)] == []


@pytest.mark.slow
def test_the_site_and_its_feed_run_nothing(brief, tmp_path):
    project, folder, _, _ = brief
    site = tmp_path / "site"
    done = publish_site(folder.parent, site, project=project)
    assert done.added == [f"{RELEASE} 1"]
    for path in sorted(site.rglob("*.html")):
        assert active_page(path.read_text("utf-8"), own=(pages.SCRIPT, "<form hidden>")) == [], path
    feed = (site / "feed.xml").read_text("utf-8")
    assert "<!DOCTYPE" not in feed and "<!ENTITY" not in feed and active_terminal(feed) == []
    tags = {element.tag for element in xml.fromstring(feed).iter()}
    assert all(tag.startswith("{http://www.w3.org/2005/Atom}") for tag in tags)
    links = [element.get("href") for element in xml.fromstring(feed).iter() if element.get("href")]
    assert all(re.fullmatch(r"[\w./-]+", link) for link in links)
    assert active_json((site / "editions.json").read_text("utf-8")) == []


@pytest.mark.slow
def test_the_mail_has_no_header_that_we_did_not_mean(brief):
    project, folder, _, _ = brief
    message = make_message(read_edition(folder, project), folder, "a@example.com", "b@example.com")
    assert active_mail(message.as_bytes()) == []
    assert "script" in message["Subject"], "the payloads are there, as text"


@pytest.mark.slow
@pytest.mark.parametrize("payload", CONTROLS)
def test_a_title_that_steers_is_not_delivered(brief, tmp_path, payload):
    """What a brief on disk says of itself may have been written by somebody else."""
    project, folder, _, _ = brief
    copy = tmp_path / RELEASE
    copy.mkdir()
    for path in folder.iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    manifest = json.loads((copy / "manifest.json").read_bytes())
    (copy / "manifest.json").write_text(json.dumps(manifest | {"title": payload}), "utf-8")
    settings = Settings("mail.example.com", "a@example.com", 25)
    with pytest.raises(InputError, match="title: must be one line of printable text"):
        send_brief(copy, ["b@example.com"], settings, project=project, dry=True)


@pytest.mark.slow
def test_the_log_of_a_batch_is_steered_by_nothing(tmp_path):
    """A batch of a release that fails, by a name and a text of payloads."""
    project = make_project(tmp_path, text="无。" + TEXT[:20], release="a\x1b[31m")
    words = [KELAN, "batch", "--all", "--project", project]
    ended = subprocess.run(words, capture_output=True, timeout=120, cwd=project, check=False)
    log = (project / "reports" / "log.jsonl").read_text("utf-8")
    assert active_terminal(log) == [] and log.count("\n") == 1 and json.loads(log)
    assert active_terminal(ended.stderr.decode()) == []
    assert active_terminal(ended.stdout.decode()) == []
