"""What deploy/ holds is what the programs that read it accept."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from batch_projects import make_notebook, write_release

DEPLOY = Path(__file__).parents[1] / "deploy"
KELAN = Path(sys.executable).with_name("kelan")
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
COMMANDS = {
    path.name: re.findall(r"\.venv/bin/kelan ([^\n;>\"]+)", path.read_text("utf-8"))
    for path in sorted(DEPLOY.iterdir())
    if path.is_file()
}


def settings(unit):
    return [line.partition("=")[::2] for line in unit.read_text("utf-8").splitlines() if "=" in line]


def test_systemd_accepts_the_units(tmp_path):
    """As far as it is installed: its own verification, else the keys that matter."""
    (timer,) = (unit for unit in UNITS if unit.suffix == ".timer")
    assert ("Persistent", "true") in settings(timer)
    assert timer.with_suffix(".service") in UNITS
    found = shutil.which("systemd-analyze")
    for unit in UNITS:
        text = unit.read_text("utf-8").replace("/srv/kelan/.venv/bin/kelan", str(KELAN))
        (tmp_path / unit.name).write_text(text)
        assert all(f"[{part}]" in text for part in ("Unit", unit.suffix[1:].title()))
    if found:
        ran = subprocess.run(
            [found, "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert [line for line in ran.stderr.splitlines() if "kelan-" in line] == []


@pytest.mark.parametrize("name", [name for name, lines in COMMANDS.items() if lines])
def test_every_command_is_one_of_kelan_with_its_options(name, capsys):
    from kelan_analysis.cli import main

    for line in COMMANDS[name]:
        words = line.split()
        assert main([words[0], "--help"]) == 0
        usage = capsys.readouterr().out
        assert all(word in usage for word in words if word.startswith("--")), line


def test_the_crontab_has_lines_that_cron_reads():
    lines = [
        line for line in (DEPLOY / "crontab").read_text("utf-8").splitlines()
        if line and not line.startswith("#") and not re.match(r"[A-Z0-9]+=", line)
    ]  # fmt: skip
    assert len(lines) == 2
    for line in lines:
        fields, command = line.split(maxsplit=5)[:5], line.split(maxsplit=5)[5]
        assert all(re.fullmatch(r"\*|\d+", field) for field in fields)
        assert "%" not in command, "cron takes a percent sign for the end of the line"
        assert subprocess.run(["sh", "-n", "-c", command], check=False).returncode == 0


@pytest.mark.slow
def test_plain_papermill_runs_from_an_environment_as_bare_as_that_of_cron(tmp_path):
    make_notebook(tmp_path / "notebooks" / "brief.ipynb")
    name = write_release(tmp_path, "100000-a-2023", "2023年，新建项目64个，开工59个，开工率92.2%。")
    papermill = KELAN.with_name("papermill")
    ran = subprocess.run(
        [papermill, "--no-progress-bar", "brief.ipynb", "../out.ipynb", "-p", "release", name],
        cwd=tmp_path / "notebooks", env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert "开工率" in (tmp_path / "out.ipynb").read_text("utf-8")


def test_the_workflow_runs_on_a_schedule():
    workflow = yaml.safe_load((DEPLOY / "scheduled.yml").read_text("utf-8"))
    assert workflow[True]["schedule"][0]["cron"]  # YAML 1.1 reads `on` as true
    steps = workflow["jobs"]["briefs"]["steps"]
    assert all(("uses" in step) != ("run" in step) for step in steps)
    assert workflow["permissions"] == {"contents": "read"}


def test_the_dag_is_python_with_one_dag_in_it():
    tree = ast.parse((DEPLOY / "airflow_dag.py").read_text("utf-8"))
    calls = [ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert calls.count("DAG") == 1 and "PapermillOperator" in calls
