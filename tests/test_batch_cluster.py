"""A batch on a Dask cluster gives what a batch on this machine gives."""

import pytest
from batch_projects import make_notebook, write_release
from distributed import Client

from kelan_analysis.batch import cluster
from kelan_analysis.batch.running import Work
from kelan_analysis.briefs import make_brief
from kelan_analysis.cli import main
from kelan_analysis.errors import InputError

TEXT = "2023年，新建项目64个，开工59个，开工率92.2%。"


@pytest.fixture
def work(tmp_path):
    notebook = make_notebook(
        tmp_path / "notebooks" / "brief.ipynb", 'assert "bad" not in release, "a bad one"'
    )
    names = [write_release(tmp_path, f"10000{n}-{name}-2023", TEXT) for n, name in enumerate("ab")]
    names.append(write_release(tmp_path, "200000-bad-2023", TEXT))
    briefs = {name: {"release": name, "language": "zh"} for name in names}
    return Work(tmp_path, notebook, tmp_path / "reports", briefs)


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
def test_the_same_bytes_come_back_and_one_failure_stops_no_other(work, tmp_path, monkeypatch):
    make_packed = cluster.make_packed
    monkeypatch.setattr(cluster, "make_packed", lambda packed: make_packed(packed, warm=False))
    with Client(processes=False, n_workers=1, threads_per_worker=2, dashboard_address=None) as client:
        outcome = cluster.run_on_cluster(work, client.scheduler.address)
        assert dict(outcome.counts) == {"made": 2, "failed": 1}
        assert "AssertionError: a bad one" in outcome.reasons["200000-bad-2023"]
        again = cluster.run_on_cluster(work, client.scheduler.address)
        assert dict(again.counts) == {"unchanged": 2, "failed": 1}
    name = "100001-b-2023"
    make_brief(work.notebook, work.briefs[name], tmp_path / "single" / name)
    assert content(work.reports / name) == content(tmp_path / "single" / name)
    cluster._started(False).stop()
    cluster._started.cache_clear()


def test_what_did_not_arrive_as_it_was_made_is_not_published(tmp_path):
    manifest = b'{"outputs": [{"name": "brief.html", "sha256": "00"}]}'
    made = {"status": "made", "files": {"brief.html": b"x", "manifest.json": manifest}}
    assert cluster._write(tmp_path / "a", made)["reason"] == (
        "brief.html did not arrive as it was made."
    )
    assert not (tmp_path / "a").exists()


def test_no_scheduler_is_an_error_of_one_line(work, monkeypatch, capsys):
    monkeypatch.chdir(work.project)
    monkeypatch.setattr("distributed.Client", lambda *a, **k: (_ for _ in ()).throw(OSError("refused")))
    assert main(["batch", "--all", "--scheduler", "tcp://127.0.0.1:1"]) == 3
    error = capsys.readouterr().err
    assert error == (
        "no Dask scheduler answers at tcp://127.0.0.1:1: refused; start one with `dask scheduler`.\n"
    )


def test_without_dask_the_way_to_it_is_named(work, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'kelan-analysis\[cluster\]'"):
        cluster.run_on_cluster(work, "tcp://127.0.0.1:1")
