"""The command line: what it prints, how it ends, and that bad input changes nothing."""

import asyncio
import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pace import SLOWED

from kelan_analysis.cli import main
from kelan_analysis.cli.output import Stopped
from kelan_analysis.cli.views import text_table
from kelan_analysis.escapes import one_line

REPOSITORY = Path(__file__).parents[1]
RELEASE = "140929-kelan-2023"
KELAN = Path(sys.executable).with_name("kelan")
PROJECTS = "新建项目64个，开工59个，开工率92.2%。\n"
WRONG = PROJECTS.replace("92.2", "95.2")


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty folder; return (status, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)

    def run(*words, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main([str(word) for word in words])
        return status, *capsys.readouterr()

    return run


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a brief that must survive."""
    for folder in ("data", "notebooks"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    good = tmp_path / "reports" / RELEASE
    good.mkdir(parents=True)
    for name in ("brief.html", "brief.pdf"):
        (good / name).write_bytes(b"the last good brief")
    return tmp_path


def snapshot(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- extract and check -----------------------------------------------------------------


def test_extract_reads_a_file_a_release_and_standard_input(run, tmp_path):
    text = (REPOSITORY / "data" / RELEASE / "source.txt").read_bytes()
    (tmp_path / "a.txt").write_bytes(text)
    facts = ["--region", "岢岚县", "--period", "2023", "--format", "json"]
    from_file = json.loads(run("extract", "a.txt", *facts)[1])["figures"]
    from_stdin = json.loads(run("extract", "-", *facts, stdin=text)[1])["figures"]
    words = ("extract", RELEASE, "--project", REPOSITORY, "--format", "json")
    from_release = json.loads(run(*words)[1])
    assert from_file == from_stdin == from_release["figures"]
    assert from_release["source"]["sha256"].startswith("09fb7634")


def test_a_period_that_is_none_is_refused(run, tmp_path):
    (tmp_path / "a.txt").write_text("收入5亿元。", "utf-8")
    status, out, told = run("check", "a.txt", "--period", "2023-Q9")
    assert (status, out) == (2, "") and "period must be a year, half" in told and "'2023-Q9'" in told


def test_every_format_tells_the_same_figures(run):
    status, table, _ = run("extract", "-", stdin=PROJECTS.encode())
    assert status == 0 and len(table.splitlines()) == 4
    rows = csv.DictReader(io.StringIO(run("extract", "-", "-f", "csv", stdin=PROJECTS.encode())[1]))
    figures = json.loads(run("extract", "-", "-f", "json", stdin=PROJECTS.encode())[1])["figures"]
    assert [row["value"] for row in rows] == [f["value"] for f in figures] == ["64", "59", "92.2"]
    page = run("extract", "-", "-f", "html", stdin=PROJECTS.encode())[1]
    assert page.startswith("<!DOCTYPE html>") and "92.2%" in page and "<script" not in page


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_the_account_names_every_numeral(run, form):
    text = "2023年，宋家沟成为4A级景区，新增就业59人。".encode()
    status, out, _ = run("extract", "-", "--account", "--format", form, stdin=text)
    assert status == 0 and all(numeral in out for numeral in ("2023", "4", "59"))


def test_an_account_is_no_page(run):
    status, out, err = run("extract", "-", "--account", "-f", "html", stdin=PROJECTS.encode())
    assert (status, out) == (2, "") and err.startswith("an account is printed as table, json")


def test_an_account_of_a_text_without_figures_is_no_error(run):
    assert run("extract", "-", "--account", stdin="4A级景区。".encode())[0] == 0


@pytest.mark.parametrize(("text", "status"), [(PROJECTS, 0), (WRONG, 1)])
@pytest.mark.parametrize("form", ["table", "json", "csv", "html"])
def test_check_says_in_its_status_whether_anything_contradicts(run, text, status, form):
    found, out, err = run("check", "-", "--format", form, stdin=text.encode())
    assert (found, err) == (status, "") and "59 ÷ 64" in out


def test_check_prints_sentences_in_both_languages(run):
    zh = run("check", "-", stdin=WRONG.encode())[1]
    en = run("check", "-", "--language", "en", stdin=WRONG.encode())[1]
    assert re.search("[\u4e00-\u9fff]{4}", zh) and not re.search("[\u4e00-\u9fff]{4}", en)
    assert "1 contradiction" in en


def test_the_json_of_check_has_the_documented_fields(run):
    report = json.loads(run("check", RELEASE, "--project", REPOSITORY, "--format", "json")[1])
    assert list(report)[:4] == ["source", "figures", "checks", "summary"]
    assert report["summary"]["exact"] >= 2 and report["summary"]["contradiction"] == 0
    fields = {"id", "relation", "formula", "result", "operands", "printed", "low", "high"}
    assert fields | {"verdict", "because", "repairs"} <= set(report["checks"][0])


# --- bad input -------------------------------------------------------------------------

FILES = {
    "empty.txt": b"",
    "picture.txt": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "mixed.txt": "张北增长\n".encode() + "康保增长5%\n".encode("gb18030"),
    "utf16.txt": PROJECTS.encode("utf-16"),
    "prose.txt": "全县经济运行平稳。\n".encode(),
}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.txt"], r"none\.txt: no such file or directory; name a file"),
        (["."], r"\.: not a regular file but a folder; name a file in it"),
        (["pipe"], r"pipe: not a regular file but a pipe; pass - "),
        (["/dev/zero"], r"/dev/zero: not a regular file but a device"),
        (["empty.txt"], r"empty\.txt:1: must hold text\. Found it empty"),
        (["picture.txt"], r"picture\.txt: must be a text\. Found a binary file; export it"),
        (["mixed.txt"], r"mixed\.txt:2: byte 0xbf .* one encoding; save the file as UTF-8"),
        (["utf16.txt"], r"utf16\.txt: must be UTF-8 or GB18030\. Found UTF-16"),
        (
            ["prose.txt"],
            r"prose\.txt: must state figures\. Found none in 10 characters; .*--account",
        ),
        (["140929-kelan-2032", "--project", REPOSITORY], r".*the nearest is '140929-kelan-2023'"),
        (["a\nb.txt"], r"a\\nb\.txt: no such file"),
        (["empty.txt", "--format", "xml"], r"Invalid value for '--format'.*'xml'.* See kelan"),
        ([], r"Missing argument 'FILE'\. See kelan --help"),
        (["empty.txt", "--formt", "csv"], r"No such option: --formt.* See kelan --help"),
    ],
)
@pytest.mark.parametrize("command", ["extract", "check"])
def test_bad_input_is_one_line_and_status_2(run, tmp_path, command, words, message):
    for name, raw in FILES.items():
        (tmp_path / name).write_bytes(raw)
    os.mkfifo(tmp_path / "pipe")
    status, out, err = run(command, *words)
    assert (status, out) == (2, "") and re.fullmatch(message + r"[^\n]*\n", err)


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        (b"", "standard input:1: must hold text"),
        (b"\0", "standard input: must be a text"),
        (b"1" * 20_000_001, r"standard input: a text may have at most 20 MB\. Found 20\.0 MB"),
    ],
)
def test_bad_standard_input_is_named(run, stdin, message):
    status, out, err = run("extract", "-", stdin=stdin)
    assert (status, out) == (2, "") and re.match(message, err) and err.count("\n") == 1


@pytest.mark.parametrize("text", ["1," * 20_000 + "x", "7" * 40_000, "万亿" * 20_000])
def test_a_text_made_to_blow_up_a_pattern_takes_no_time(run, text):
    start = time.process_time()
    status, out, err = run("extract", "-", "--account", stdin=text.encode())
    assert time.process_time() - start < 4 * SLOWED, "far more than linear"
    assert status == 0 and err == "" and out.count("\n") > 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["brif"], r"No such command 'brif'\. Did you mean 'brief'.* See kelan --help\."),
        (["brief", "-p", "language"], r"-p takes two words, NAME VALUE\. Got \['language'\]\."),
        (["params", "none.ipynb"], r"no notebook none\.ipynb\."),
        (["params", "prose.txt"], r"a notebook is a JSON file\. prose\.txt is not one\."),
        (["brief"], r"a project is a folder that holds data/ and notebooks/\..*--project DIR\."),
    ],
)
def test_usage_errors_are_one_line_and_status_2(run, tmp_path, words, message):
    (tmp_path / "prose.txt").write_bytes(FILES["prose.txt"])
    status, out, err = run(*words)
    assert (status, out) == (2, "") and re.fullmatch(message + r"\n", err)


def test_debug_adds_the_traceback(run):
    assert "Traceback" not in run("extract", "none.txt")[2]
    status, _, err = run("extract", "none.txt", "--debug")
    assert status == 2 and err.startswith("Traceback") and "none.txt: no such file" in err


def test_a_message_is_one_line_whatever_is_in_it():
    assert one_line("a\nb\x1b[31m岢\u202e") == "a\\nb\\x1b[31m岢\\u202e"


# --- brief: what is refused before a kernel starts -----------------------------------------


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["140929-kelan-2032"], r".*Got '140929-kelan-2032'; the nearest is '140929-kelan-2023'\."),
        (["-p", "relase", "x"], r"unknown parameter 'relase'; .*Did you mean release\?"),
        (
            ["-p", "language", "fr"],
            r"parameter language must be one of \"zh\", \"en\"\. Got \"fr\"\.",
        ),
        (["-p", "x=0\nopen('pwned','w')#", "1"], r"unknown parameter .*"),
        (["-p", "class", "1"], r"unknown parameter 'class'.*"),
        (["-p", "language", "en", "-p", "language", "zh"], r"parameter language is given twice.*"),
        ([RELEASE, "-p", "release", "x"], r"the release is given twice.*"),
        (
            ["-p", "release", "../../etc"],
            r"release must be a folder of data/\. Got '\.\./\.\./etc'.*",
        ),
    ],
)
def test_a_brief_is_refused_before_anything_is_touched(run, project, words, message):
    before = snapshot(project)
    status, out, err = run("brief", "--project", project, *words)
    assert (status, out) == (2, "") and re.fullmatch(message + r"\n", err)
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("全县58个。".encode(), r".*source\.txt: the text must be the one .* Found .*"),
        (None, r".*source\.txt: no such file or directory.*"),
    ],
)
def test_a_release_that_is_not_sound_gives_no_brief(run, project, raw, message):
    source = project / "data" / RELEASE / "source.txt"
    source.unlink() if raw is None else source.write_bytes(raw)
    before = snapshot(project)
    status, out, err = run("brief", "--project", project)
    assert (status, out) == (2, "") and re.fullmatch(message + r"\n", err)
    assert snapshot(project) == before


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("全县平稳。".encode(), r".*must state figures\. Found none in 5 characters.*"),
        (b"\xff\xfe\0", r".*source\.txt: must be UTF-8 or GB18030\. Found UTF-16.*"),
        (b"abc\xff", r".*source\.txt:1: must be UTF-8 or GB18030\. Found byte 0xff.*"),
    ],
)
def test_a_registered_text_must_be_one_with_figures(run, project, raw, message):
    import hashlib

    folder = project / "data" / RELEASE
    (folder / "source.txt").write_bytes(raw)
    origin = (folder / "source.toml").read_text("utf-8")
    digest = hashlib.sha256(raw).hexdigest()
    (folder / "source.toml").write_text(
        re.sub('sha256 = ".*"', f'sha256 = "{digest}"', origin), "utf-8"
    )
    before = snapshot(project)
    status, out, err = run("brief", "--project", project)
    assert (status, out) == (2, "") and re.fullmatch(message + r"\n", err)
    assert snapshot(project) == before


# --- brief: real runs ------------------------------------------------------------------


def insert_cell(project, source):
    """Put a code cell at the end of the project's notebook, before the closing one."""
    path = project / "notebooks" / "brief.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    code = [n for n, cell in enumerate(notebook["cells"]) if cell["cell_type"] == "code"]
    cell = {"cell_type": "code", "id": "inserted", "metadata": {}, "outputs": []}
    notebook["cells"].insert(code[-1], {**cell, "execution_count": None, "source": source})
    path.write_text(json.dumps(notebook), "utf-8")


def good_brief(project):
    return snapshot(project / "reports" / RELEASE)


@pytest.mark.slow
def test_a_brief_ends_with_its_verdict_and_its_paths(run, project):
    status, out, err = run("brief", "--project", project, "--gate", "-p", "language", "en")
    lines = out.splitlines()
    assert status == 0 and lines[1:] == [
        f"reports/{RELEASE}/brief.html",
        f"reports/{RELEASE}/brief.pdf",
    ]
    assert lines[0].startswith("All 3 relations")
    assert re.fullmatch(rf"(\S+ brief {RELEASE}: \d+/\d+ .*\n)+", err)
    assert set(good_brief(project)) == {
        "brief.html", "brief.pdf", "brief.ipynb", "checks.json", "figures.csv", "manifest.json",
    }  # fmt: skip
    assert run("verify", f"reports/{RELEASE}/brief.pdf")[0] == 0


@pytest.mark.slow
def test_a_cell_that_fails_is_named_and_the_last_good_brief_stays(run, project):
    insert_cell(project, "total = 1 / 0")
    before = good_brief(project)
    status, out, err = run("brief", "--project", project)
    assert (status, out) == (3, "")
    last = err.splitlines()[-1]
    assert re.match(r"code cell \d+ of \d+ failed: total = 1 / 0: ZeroDivisionError", last)
    assert "Traceback" not in err and good_brief(project) == before
    kept = project / "reports" / f"{RELEASE}.failed.ipynb"
    assert "ZeroDivisionError" in kept.read_text("utf-8")


@pytest.mark.slow
def test_a_brief_that_is_stopped_leaves_the_last_good_one(project):
    insert_cell(project, "import time; time.sleep(60)")
    before = good_brief(project)
    process = subprocess.Popen([KELAN, "brief"], cwd=project, stderr=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "time.sleep" in line or "provenance" in line:
            break
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM and "Traceback" not in err
    assert good_brief(project) == before


# --- the real program ------------------------------------------------------------------


def kelan(*words, **options):
    return subprocess.run([KELAN, *words], capture_output=True, timeout=60, check=False, **options)


def test_text_is_utf8_whatever_the_locale(tmp_path):
    locale = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    raw = PROJECTS.encode("gb18030")
    ended = kelan("extract", "-", input=raw, cwd=tmp_path, env={**os.environ, **locale})
    assert ended.returncode == 0 and "新建项目" in ended.stdout.decode("utf-8")


def test_a_closed_pipe_is_no_error(tmp_path):
    (tmp_path / "a.txt").write_text(PROJECTS * 2000, "utf-8")
    command = f"'{KELAN}' extract a.txt --format json | head -c 1; echo ${{PIPESTATUS[0]}}"
    ended = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, timeout=60, check=True
    )
    assert ended.stdout == b"{141\n" and ended.stderr == b""


def test_help_and_mistakes_answer_at_once(tmp_path):
    kelan("--help")
    start = os.times()
    ended = kelan("--help", cwd=tmp_path)
    end = os.times()
    spent = end.children_user + end.children_system - start.children_user - start.children_system
    assert ended.returncode == 0 and b"extract" in ended.stdout and spent < 0.4
    assert kelan("brif", cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_told_in_the_status(number, tmp_path):
    process = subprocess.Popen(
        [KELAN, "extract", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    )
    time.sleep(1)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (128 + number, b"")


def test_doctor_finds_everything_here_and_says_what_is_missing_elsewhere(run):
    status, out, _ = run("doctor", "--project", REPOSITORY)
    assert status == 0 and "MISSING" not in out and f"ok       release    {RELEASE}" in out
    status, out, _ = run("doctor")
    assert status == 3 and re.search(r"MISSING  project .*--project DIR", out)


def test_a_table_counts_columns_of_the_terminal():
    assert text_table(["a", "b"], [["岢岚", "x"], ["\x1b", None]]) == ("a     b\n岢岚  x\n\\x1b\n")


@pytest.mark.parametrize("told_in", ["a task of its own", "a callback"])
def test_a_stop_that_finds_an_event_loop_elsewhere_ends_it(told_in):
    """A signal arrives in whatever the loop is at; what waits for the notebook must hear of it."""

    def told():
        raise Stopped(signal.SIGTERM)

    async def beside():
        told()

    async def run():
        if told_in == "a callback":
            asyncio.get_running_loop().call_soon(told)
        else:
            asyncio.ensure_future(beside())
        await asyncio.sleep(30)

    with pytest.raises(Stopped) as stopped:
        asyncio.run(run())
    assert stopped.value.number == signal.SIGTERM
