"""Warm kernels behave as ordinary ones do, and nothing of them outlives whoever asked."""

import os
import signal
import socket
import subprocess
import sys
import time

import nbformat
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient
from small_notebooks import book, code

from kelan_analysis.briefs.kernels import Resources, running_kernel
from kelan_analysis.errors import RunError
from kelan_analysis.kernels import Nursery, WarmProvisioner
from kelan_analysis.kernels.children import PREFIX, sweep_folders

IMPORTS = "kelan_analysis.kernels.provisioner:import_all"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def nursery():
    environment = {**os.environ, "KELAN_IMPORTS": "matplotlib.pyplot", "PYTHONHASHSEED": "0"}
    started = Nursery.start([IMPORTS], environment)
    yield started
    started.stop()


@pytest.fixture
def warm(nursery, monkeypatch):
    monkeypatch.setenv("KELAN_NURSERY", str(nursery.folder))
    return Resources(provisioner="kelan-warm")


def run(folder, *sources, resources=Resources()):
    folder.mkdir(exist_ok=True)
    nb = book(*(code(source) for source in sources))
    with running_kernel("python3", cwd=folder, work=folder, resources=resources) as manager:
        NotebookClient(nb, km=manager, timeout=30).execute()
    return nb


def outputs(nb):
    """What cells gave, but for addresses of objects."""
    kept = [
        [{k: v for k, v in output.items() if k != "metadata"} for output in cell.outputs]
        for cell in nb.cells
    ]
    return nbformat.from_dict(kept)


CELLS = [
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.gca().set_title('t');",
    "import os, sys, time; os.environ['PYTHONHASHSEED'], os.environ['TZ'], sys.path[0], os.getcwd()",
    "print('out'); print('err', file=sys.stderr); hash('岢岚'), __name__, os.environ['MPLBACKEND']",
    "%matplotlib inline\nplt.figure(); plt.plot([3]); plt.show()",
    "import gc; gc.isenabled()  # which it is not while the nursery warms up",
]


def test_a_warm_kernel_gives_what_an_ordinary_one_gives(warm, tmp_path):
    ordinary = outputs(run(tmp_path / "a", *CELLS))
    assert outputs(run(tmp_path / "a", *CELLS, resources=warm)) == ordinary
    assert ordinary[0][-1]["data"]["image/png"] and ordinary[3][0]["data"]["image/png"]


def test_kernels_of_one_nursery_draw_other_random_numbers(warm, tmp_path):
    draw = "import random, numpy; random.random(), numpy.random.random()"
    one, other = (outputs(run(tmp_path / "a", draw, resources=warm)) for _ in range(2))
    assert one != other


def test_what_a_cell_leaves_running_ends_with_its_kernel(warm, tmp_path):
    source = (
        "import subprocess, sys\n"
        "subprocess.Popen(['sleep', '61'], start_new_session=True).pid"
    )
    nb = run(tmp_path / "a", source, resources=warm)
    pid = int(nb.cells[0].outputs[0]["data"]["text/plain"])
    assert not psutil.pid_exists(pid)


def test_a_kernel_ends_when_whoever_asked_for_it_is_killed(nursery):
    script = (
        "import os, time\n"
        "from kelan_analysis.kernels import Nursery\n"
        "from kelan_analysis.kernels.children import KERNEL\n"
        "child = Nursery.found().spawn(KERNEL, '-f', os.environ['FILE'])\n"
        "child.wait_ready(); print(child.pid, flush=True); time.sleep(60)\n"
    )
    file = nursery.folder / "kernel.json"
    environment = {**os.environ, "KELAN_NURSERY": str(nursery.folder), "FILE": str(file)}
    asker = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True
    )
    pid = int(asker.stdout.readline())
    assert psutil.pid_exists(pid)
    asker.kill()
    asker.communicate()
    assert_gone([pid])


def test_when_the_nursery_is_killed_what_it_forked_ends_with_whoever_asked(tmp_path):
    nursery = Nursery.start(["kelan_analysis.kernels.nursery:threads"])
    child = nursery.spawn("kelan_analysis.kernels.nursery:run_kernel", "-f", str(tmp_path / "k"))
    child.wait_ready()
    family = psutil.Process(nursery.process.pid).children(recursive=True)
    os.kill(nursery.process.pid, signal.SIGKILL)
    nursery.process.wait()
    with pytest.raises(RunError, match="the process that forks warm ones is gone"):
        nursery.spawn("os:getpid")
    child.kill()
    assert child.wait(10) == -signal.SIGKILL
    assert_gone([one.pid for one in family])
    nursery.stop()
    assert not nursery.folder.exists()


def test_without_a_nursery_kernels_start_the_ordinary_way(tmp_path, monkeypatch):
    monkeypatch.setattr(Nursery, "start", lambda *a, **k: None)
    monkeypatch.delenv("KELAN_NURSERY", raising=False)
    nb = run(tmp_path / "a", "1 + 1", resources=Resources(provisioner="kelan-warm"))
    assert nb.cells[0].outputs[0]["data"]["text/plain"] == "2"


def test_a_process_with_threads_is_not_forked_from(tmp_path, caplog):
    (tmp_path / "threaded.py").write_text(
        "import threading, time\n"
        "def start(): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    assert Nursery.start(["threaded:start"], environment) is None
    assert "as threaded:start started 1 threads; kernels start the ordinary way" in caplog.text


def test_a_nursery_that_cannot_warm_up_says_why(caplog):
    assert Nursery.start(["kelan_analysis.errors:nothing"]) is None
    assert "as kelan_analysis.errors:nothing failed: AttributeError" in caplog.text


def test_where_fork_does_not_exist_there_is_no_nursery(monkeypatch):
    monkeypatch.delattr(socket, "send_fds")
    assert Nursery.start([IMPORTS]) is None


def test_folders_of_killed_nurseries_are_swept(tmp_path):
    for name, pid in (("dead", 2**22 + 1), ("alive", os.getpid())):
        (tmp_path / f"{PREFIX}{name}").mkdir()
        (tmp_path / f"{PREFIX}{name}" / "pid").write_text(f"{pid}\n")
    sweep_folders(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{PREFIX}alive"]


def test_jupyter_finds_the_provisioner_by_its_name():
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    metadata = {"kernel_provisioner": {"provisioner_name": "kelan-warm"}}
    spec = KernelSpec(argv=["python"], display_name="a", language="python", metadata=metadata)
    factory = KernelProvisionerFactory.instance()
    assert isinstance(factory.create_provisioner_instance("1", spec, None), WarmProvisioner)


def assert_gone(pids, seconds=10):
    deadline = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        assert time.monotonic() < deadline, f"still alive: {[p for p in pids if alive(p)]}"
        time.sleep(0.05)


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
