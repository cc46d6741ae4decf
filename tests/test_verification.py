"""A brief is verified from its PDF alone: whatever was changed in it is found and named."""

import hashlib
import json
import re

import pikepdf
import pytest

from kelan_analysis import read_figures, run_checks
from kelan_analysis.briefs.documents import Attachment, make_document
from kelan_analysis.briefs.typesetting import write_pdf
from kelan_analysis.cli import main
from kelan_analysis.errors import InputError
from kelan_analysis.findings import MARKS, headline, words
from kelan_analysis.table import figures_csv
from kelan_analysis.verification import verify_brief

GRADED = words("zh")["verdict"]
TEXT = "新建项目64个，开工59个，开工率92.2%。"


def carried(text=TEXT):
    report = run_checks(read_figures(text))
    files = {
        "checks.json": json.dumps(report.as_json()).encode(),
        "figures.csv": figures_csv(report.reading).encode(),
        "source.txt": text.encode(),
    }
    return sealed(files)


def sealed(files):
    """Give the files a manifest that states their hashes."""
    outputs = [
        {"name": name, "sha256": hashlib.sha256(raw).hexdigest()}
        for name, raw in files.items()
        if name != "manifest.json"
    ]
    manifest = {"format": "kelan-brief/1", "inputs": [], "outputs": outputs}
    return {**files, "manifest.json": json.dumps(manifest).encode()}


def write_brief(path, files, text=TEXT, verdict=None, lead=None):
    """Print the checks on a page, as a brief does, and attach the files."""
    printed = [
        f"<p>{MARKS[check.verdict]} {check.id} {check.formula} "
        + (verdict or ("" if check.verdict == "undecidable" else GRADED[check.verdict]))
        + "</p>"
        for check in run_checks(read_figures(text)).checks
    ]
    carried = tuple(Attachment(name, "text/plain", name, raw) for name, raw in files.items())
    lead = lead or headline(run_checks(read_figures(text)), "zh")
    body = f"<h1>岢岚县</h1><p>{lead}</p>" + "".join(printed)
    path.write_bytes(write_pdf(make_document(body, attachments=carried)))
    return path


def edited(name, old, new):
    files = carried()
    assert old in files[name]
    return {**files, name: files[name].replace(old, new)}


def test_a_brief_that_agrees_with_itself_is_verified(tmp_path, capsys):
    path = write_brief(tmp_path / "brief.pdf", carried())
    assert main(["verify", str(path)]) == 0
    out = capsys.readouterr().out
    assert "ok     figures: 3 stand in source.txt" in out and "K01: 59 ÷ 64 = 92.2%: exact" in out
    assert "WRONG" not in out


def test_an_honest_contradiction_is_verified_too(tmp_path):
    text = TEXT.replace("92.2", "95.2")
    path = write_brief(tmp_path / "brief.pdf", carried(text), text)
    lines = verify_brief(path)
    assert all(line.sound for line in lines)
    assert "ok     summary: 1 contradiction" in map(str, lines)


def test_what_is_undecided_is_verified_by_its_sign(tmp_path):
    text = "全年地区生产总值118.37亿元。年末常住人口27.52万人。人均地区生产总值42888元。"
    summary = run_checks(read_figures(text)).summary
    assert summary["undecidable"] == 1
    lines = verify_brief(write_brief(tmp_path / "brief.pdf", carried(text), text))
    assert [str(line) for line in lines if not line.sound] == []
    assert str(lines[-1]) == "ok     pages: print the verdicts of all 1 checks"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (edited("source.txt", b"59", b"58"), "source.txt: sha256 .* is not the one in"),
        (edited("figures.csv", b"92.2", b"92.3"), "figures.csv: sha256 .* is not the one in"),
        ({k: v for k, v in carried().items() if k != "figures.csv"}, "figures.csv: is missing"),
        ({**carried(), "a.exe": b"MZ"}, "a.exe: is attached but not in manifest.json"),
        (
            sealed(edited("source.txt", b"59", b"58")),
            "figures: figures.csv:3: printed: must stand in the text .*'59个' .*'58个'",
        ),
        (
            sealed(edited("checks.json", b'"exact", "convention"', b'"rounding", "convention"')),
            "K01: verdict is 'rounding' in checks.json, 'exact' when computed again",
        ),
        (
            sealed(edited("checks.json", b'"id": "K01"', b'"id": "K09"')),
            "K09: 59 ÷ 64 = 92.2% is not in the arithmetic done again",
        ),
        (sealed(edited("checks.json", b'"exact": 1', b'"exact": 2')), "summary: 1 exact"),
    ],
)
def test_what_was_changed_is_named(tmp_path, capsys, files, message):
    path = write_brief(tmp_path / "brief.pdf", files)
    assert main(["verify", str(path)]) == 1
    assert re.search(f"^WRONG  {message}", capsys.readouterr().out, re.MULTILINE)


def test_a_verdict_that_the_pages_do_not_print_is_named(tmp_path):
    path = write_brief(tmp_path / "brief.pdf", carried(), verdict="互相矛盾")
    wrong = [str(line) for line in verify_brief(path) if not line.sound]
    assert wrong == ["WRONG  K01: exact in checks.json is not what the pages print"]


def test_a_verdict_in_one_sentence_that_does_not_follow_is_named(tmp_path):
    path = write_brief(tmp_path / "brief.pdf", carried(), lead="全部互相矛盾。")
    wrong = [str(line) for line in verify_brief(path) if not line.sound]
    assert len(wrong) == 1
    assert wrong[0].startswith("WRONG  verdict: the pages do not print '文中能互相核对的只有1组数字")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw[: len(raw) // 2], "must be a whole PDF. It is cut off or damaged"),
        (lambda raw: b"<html>", "must be a whole PDF. It begins with b'<htm'"),
        (lambda raw: b"", "must be a whole PDF. It is empty"),
        (lambda raw: raw + b"more" * 999, "must be a whole PDF. It is cut off or damaged"),
    ],
)
def test_what_is_no_whole_pdf_is_refused(tmp_path, change, message):
    path = write_brief(tmp_path / "brief.pdf", carried())
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(InputError, match=message):
        verify_brief(path)


def test_what_was_appended_is_named(tmp_path):
    path = write_brief(tmp_path / "brief.pdf", carried())
    raw = path.read_bytes()
    with pikepdf.open(path) as pdf:
        size, root = len(pdf.objects) + 1, pdf.Root.objgen[0]
    last = re.findall(rb"startxref\s+(\d+)", raw)[-1].decode()
    added = f"\n{size} 0 obj\n<< /Note (later) >>\nendobj\n"
    path.write_bytes(
        raw
        + added.encode()
        + f"xref\n{size} 1\n{len(raw) + 1:010d} 00000 n \ntrailer\n<< /Size {size + 1} "
        f"/Root {root} 0 R /Prev {last} >>\nstartxref\n{len(raw) + len(added)}\n%%EOF\n".encode()
    )
    wrong = [str(line) for line in verify_brief(path) if not line.sound]
    assert wrong == ["WRONG  file: 1 updates were appended after it was written"]


def test_a_locked_brief_is_refused_and_a_lock_on_changes_is_named(tmp_path):
    path = write_brief(tmp_path / "brief.pdf", carried())
    for user in ("secret", ""):
        with pikepdf.open(path) as pdf:
            lock = pikepdf.Encryption(owner="owner", user=user)
            pdf.save(tmp_path / "locked.pdf", encryption=lock)
        if user:
            with pytest.raises(InputError, match="must open without a password. It is encrypted;"):
                verify_brief(tmp_path / "locked.pdf")
    wrong = [str(line) for line in verify_brief(tmp_path / "locked.pdf") if not line.sound]
    assert wrong == ["WRONG  file: was encrypted after it was written"]


def test_what_could_not_be_computed_again_is_said(tmp_path):
    without = {name: data for name, data in carried().items() if name != "figures.csv"}
    lines = [str(line) for line in verify_brief(write_brief(tmp_path / "a.pdf", without))]
    assert "WRONG  checks: not computed again without figures.csv" in lines
    lines = verify_brief(write_brief(tmp_path / "b.pdf", edited("source.txt", b"59", b"58")))
    assert "WRONG  checks: not computed again, as figures and text disagree" in map(str, lines)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "must be a brief of kelan. It carries no manifest.json"),
        ({"manifest.json": b"{}"}, "must be a brief of kelan. Its manifest.json is of another"),
        ({"manifest.json": b"["}, "must be a brief of kelan. Its manifest.json is not JSON"),
    ],
)
def test_a_pdf_that_is_no_brief_is_refused(tmp_path, files, message):
    with pytest.raises(InputError, match=message):
        verify_brief(write_brief(tmp_path / "other.pdf", files))


@pytest.mark.parametrize(
    ("raw", "sound"),
    [
        (TEXT.encode(), True),
        (TEXT.encode("utf-8-sig"), True),
        (TEXT.encode("gb18030"), True),
        (TEXT.replace("59", "58").encode(), False),
    ],
)
def test_the_attached_text_is_the_one_that_was_read_whatever_its_encoding(tmp_path, raw, sound):
    files = carried()
    manifest = json.loads(files["manifest.json"])
    manifest["inputs"] = [
        {"name": "a/source.txt", "sha256": hashlib.sha256(raw).hexdigest()},
        {"name": "a/figures.csv", "sha256": hashlib.sha256(b"a register").hexdigest()},
    ]
    files["manifest.json"] = json.dumps(manifest).encode()
    lines = verify_brief(write_brief(tmp_path / "brief.pdf", files))
    wrong = [str(line) for line in lines if not line.sound]
    assert wrong == [] if sound else wrong[0].startswith("WRONG  source.txt: sha256")


def _added(pdf):
    pdf.add_blank_page()


def _twice(pdf):
    pdf.pages.append(pdf.pages[0])


def _acting(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


@pytest.mark.parametrize(
    ("change", "said"),
    [(_added, "pages were added, removed or moved"), (_twice, "pages were added, removed or moved"),
     (_acting, "acts by itself: JavaScript"), (b"x" * 100, "other bytes stand before or after it")],
)  # fmt: skip
def test_pages_actions_and_bytes_of_others_are_found(tmp_path, change, said):
    path = write_brief(tmp_path / "brief.pdf", carried())
    if callable(change):
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            change(pdf)
            pdf.save(path)
    else:
        path.write_bytes(path.read_bytes() + change)
    lines = verify_brief(path)
    assert [said in str(line) for line in lines if line.what == "file"] == [True]
    assert not all(line.sound for line in lines)
