"""Stored hostile cases: a project with a good brief, what is done to it, what must be so after."""

import base64
import hashlib
import json
import os
import re
import shutil
from pathlib import Path

from batch_projects import write_release
from hostile_documents import MAKERS
from small_notebooks import CLOSE, TITLE, book, code, written

RELEASE = "140929-kelan-2023"
TEXT = "2023年，全县新建项目64个，开工59个，开工率92.2%。\n"
CASES = json.loads((Path(__file__).parent / "cases" / "hostile.json").read_text("utf-8"))["cases"]
# Steps of a run, with the time before them; no message.
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* \w+.*\n")
# What stays beside a brief on purpose: its lock, the batch's memory and log, a failed notebook.
KEPT = re.compile(r"reports/(\.[^/]*\.(lock|key)|[^/]*\.failed\.ipynb|failed\.json|log\.jsonl)")
PARAMETERS = (
    f'release = "{RELEASE}"  # a folder of data/\n'
    'language = "zh"  # one of "zh", "en"; the language\n'
    'code = "000000"  # a code\ntitle = "t"  # a title\nx = None  # anything'
)


def cases(*kinds):
    """The cases that are told by any of these keys."""
    return [case for case in CASES if any(kind in case for kind in kinds)]


def scene(name):
    """The case that the tests stage under this name."""
    (case,) = (case for case in CASES if case.get("scene") == name)
    return case


def make_project(folder, cells=(), kernel="python3", close=CLOSE):
    """Write a project with one release and a brief of it that must survive."""
    write_release(folder, RELEASE, TEXT, "岢岚县")
    write_notebook(folder, cells, kernel, close)
    good = folder / "reports" / RELEASE
    good.mkdir(parents=True, exist_ok=True)
    for name in ("brief.html", "brief.pdf", "manifest.json"):
        (good / name).write_bytes(b"the last good brief")
    return folder


def write_notebook(folder, cells=(), kernel="python3", close=CLOSE):
    made = [code(PARAMETERS, "parameters", "hide"), code(TITLE, "hide-input")]
    made += [code(cell, "hide-input") for cell in cells]
    made += [code(close, "hide-input")] if close else []
    return written(book(*made, kernel=kernel), folder / "notebooks")


def write_files(folder, files):
    """Write the files of a case: a text, bytes, repeated pieces, or a document by its name."""
    for name, content in files.items():
        path = folder / name
        if "absent" in content:
            for below in path.iterdir():
                shutil.rmtree(below)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if "folder" in content:
            path.mkdir()
        elif "pipe" in content:
            os.mkfifo(path)
        elif "link" in content:
            path.unlink(missing_ok=True)
            path.symlink_to(content["link"])
        else:
            path.write_bytes(content_of(content))


def content_of(content):
    if "document" in content:
        return MAKERS[content["document"]]()
    if "base64" in content:
        return base64.b64decode(content["base64"])
    if "repeat" in content:
        return "".join(piece * times for piece, times in content["repeat"]).encode()
    pieces = content["text"] if isinstance(content["text"], list) else [content]
    return b"".join(one["text"].encode(one.get("encoding", "utf-8")) for one in pieces)


def snapshot(folder):
    """Name and content of everything below a folder, whatever sort of thing it is."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {os.readlink(path)}"
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif not path.is_dir():
            found[name] = "neither file nor folder"
    return found


def assert_said(error, pattern):
    """One line and no more, besides the steps of a run; none where the pattern is empty."""
    said = LOG_LINE.sub("", error)
    assert "Traceback" not in error
    if not pattern:
        assert said == "", said
        return
    assert said.count("\n") == 1 and said.endswith("\n"), said
    assert said.isprintable() or said[:-1].isprintable(), said
    assert re.search(pattern, said), said


def assert_unchanged(before, after):
    """Everything is as it was, byte for byte, but for what a run keeps on purpose."""
    new = {name for name in after if name not in before and not KEPT.fullmatch(name)}
    assert not new, f"left over: {sorted(new)}"
    assert {name: after.get(name) for name in before} == before


def assert_whole(out):
    """A brief of which every file has the hash that its manifest states, and nothing else."""
    manifest = json.loads((out / "manifest.json").read_bytes())
    stated = {item["name"]: item["sha256"] for item in manifest["outputs"] if item["name"] != "source.txt"}
    assert {path.name for path in out.iterdir()} == {*stated, "manifest.json"}
    for name, hashed in stated.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == hashed, name
    return manifest
