"""A job from JupyterLab's dialog, against a running Jupyter server with jupyter-scheduler.

Needs the extra `schedule`, which the locked environment leaves out:
``python tests/soak/schedule.py`` in an environment that has it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
RELEASE = "140929-kelan-2023"
TOKEN = "soak"
sys.path.insert(0, str(REPOSITORY / "tests"))

from batch_projects import make_project  # noqa: E402


def call(port, path, body=None):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/scheduler/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def run_job(port, parameters):
    body = {
        "name": "brief", "input_uri": "notebooks/brief.ipynb", "runtime_environment_name": "kelan",
        "output_formats": ["ipynb", "html", "pdf"], "parameters": parameters,
    }  # fmt: skip
    job = call(port, "jobs", body)["job_id"]
    deadline = time.monotonic() + 180
    while (found := call(port, f"jobs/{job}"))["status"] not in ("COMPLETED", "FAILED"):
        assert time.monotonic() < deadline, found
        time.sleep(0.5)
    return job, found


def main():
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        project, names = make_project(home / "project", 1)
        port = 18_000 + os.getpid() % 1000
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", f"--port={port}", "--no-browser", "--allow-root",
             f"--config={REPOSITORY / 'deploy' / 'jupyter_server_config.py'}",
             f"--ServerApp.root_dir={project}", f"--IdentityProvider.token={TOKEN}"],
            env={**os.environ, "HOME": name, "JUPYTER_DATA_DIR": f"{name}/data"},
            cwd=project, stdout=subprocess.DEVNULL, stderr=open(home / "err", "w"),
        )  # fmt: skip
        try:
            deadline = time.monotonic() + 60
            while True:
                try:
                    environments = call(port, "runtime_environments")
                    break
                except OSError:
                    assert time.monotonic() < deadline, (home / "err").read_text()[-3000:]
                    time.sleep(0.5)
            formats = {one["name"] for one in environments[0]["output_formats"]}
            assert formats == {"ipynb", "html", "pdf"}, environments
            job, found = run_job(port, {"release": names[0], "language": "en"})
            assert found["status"] == "COMPLETED", (found, (home / "err").read_text()[-3000:])
            call(port, f"jobs/{job}/download_files")
            deadline = time.monotonic() + 30
            while not (pdfs := list(project.rglob("*.pdf"))):
                assert time.monotonic() < deadline
                time.sleep(0.2)
            time.sleep(1)
            assert pdfs[0].read_bytes()[:5] == b"%PDF-"
            (page,) = project.rglob("*.html")
            assert 'lang="en' in page.read_text("utf-8")
            _, found = run_job(port, {"release": names[0], "language": "fr"})
            assert found["status"] == "FAILED"
            assert 'must be one of "zh", "en". Got "fr".' in found["status_message"]
            print("completed:", pdfs[0].name, "and", page.name, "came back; a wrong value is named")
        finally:
            server.terminate()
            server.wait(20)


if __name__ == "__main__":
    main()
