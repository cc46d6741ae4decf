"""A brief is there whole or not at all, whatever happens while it is written."""

import errno
import os
import shutil

import pytest

from kelan_analysis import exchange
from kelan_analysis.briefs import publishing
from kelan_analysis.briefs.publishing import private_folder, publish
from kelan_analysis.errors import RunError

OLD = {"brief.html": b"old page", "brief.pdf": b"old pdf"}
NEW = {"brief.html": b"new page", "brief.pdf": b"new pdf"}


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "reports" / "a"
    with private_folder(folder) as work:
        publish(OLD, folder, work)
    return folder


def write_new(out):
    with private_folder(out) as work:
        publish(NEW, out, work)


def leftovers(out):
    return sorted(path.name for path in out.parent.iterdir() if path != out)


def test_the_folder_is_replaced_and_nothing_is_left_over(out):
    write_new(out)
    assert content(out) == NEW
    assert leftovers(out) == [".a.lock"]


def test_files_that_are_not_ours_stay(out):
    (out / "note.txt").write_text("mine")
    (out / "letters").mkdir()
    (out / "letters" / "a.txt").write_text("mine, too")
    (out / "link").symlink_to("nowhere")
    write_new(out)
    assert (out / "letters" / "a.txt").read_text() == "mine, too"
    assert os.readlink(out / "link") == "nowhere"
    shutil.rmtree(out / "letters")
    (out / "link").unlink()
    assert content(out) == NEW | {"note.txt": b"mine"}


def test_everybody_may_read_a_brief_whatever_the_umask(out):
    before = os.umask(0o077)
    try:
        write_new(out)
    finally:
        os.umask(before)
    assert oct(out.stat().st_mode)[-3:] == "755"
    assert {oct(path.stat().st_mode)[-3:] for path in out.iterdir()} == {"644"}


def test_without_an_exchange_of_folders_two_renames_do(out, monkeypatch):
    monkeypatch.setattr(exchange.ctypes, "CDLL", lambda *a, **k: object())
    write_new(out)
    assert content(out) == NEW
    assert leftovers(out) == [".a.lock"]


def test_a_kill_between_the_two_renames_is_mended_by_the_next_run(out):
    out.rename(out.parent / ".a.old")
    (out.parent / ".a.x1.work").mkdir()
    with private_folder(out):
        assert content(out) == OLD
    assert leftovers(out) == [".a.lock"]


def test_a_second_run_is_refused_while_the_first_holds_the_folder(out):
    with private_folder(out), pytest.raises(RunError, match="another run holds .*/a"):
        write_new(out)
    assert content(out) == OLD


CALLS = [("os", "fsync"), ("os", "replace"), ("tempfile", "mkdtemp"), (None, "open")]


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize(("module", "name"), CALLS)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
def test_when_the_nth_write_fails_the_old_brief_stays(out, monkeypatch, module, name, number, code):
    owner = getattr(publishing, module) if module else publishing
    true, calls = getattr(owner, name, open), []

    def failing(*args, **kwargs):
        calls.append(args)
        if len(calls) == number:
            raise OSError(code, os.strerror(code))
        return true(*args, **kwargs)

    monkeypatch.setattr(owner, name, failing, raising=False)
    try:
        write_new(out)
    except RunError as error:
        assert os.strerror(code) in str(error)
        # A failure after the exchange (the last fsync of the folder) comes too late to undo it.
        told = "last good brief is untouched" if content(out) == OLD else "the new brief is in"
        assert told in str(error)
    monkeypatch.undo()
    assert content(out) in (OLD, NEW)
    write_new(out)
    assert content(out) == NEW
    assert leftovers(out) == [".a.lock"]


def test_a_place_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="the brief could not be written to .*Not a directory"):
        write_new(tmp_path / "file" / "a" / "b")


@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_to_a_folder_stays_one_and_what_lies_there_is_kept(out, tmp_path, dangling):
    target = tmp_path / "elsewhere" / "briefs"
    if not dangling:
        target.mkdir(parents=True)
        (target / "note.txt").write_text("mine")
    link = tmp_path / "reports" / "linked"
    link.symlink_to(target)
    write_new(link)
    assert link.is_symlink() and link.resolve() == target
    assert content(target) == NEW | ({} if dangling else {"note.txt": b"mine"})


def test_a_file_where_the_folder_should_be_is_refused_and_kept(tmp_path):
    (tmp_path / "brief").write_text("mine")
    with pytest.raises(RunError, match="a brief is a folder of files. .*brief is a file; move it"):
        write_new(tmp_path / "brief")
    assert (tmp_path / "brief").read_text() == "mine"
