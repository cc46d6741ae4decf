"""A DAG of Airflow: every release's notebook by the PapermillOperator, then the proven batch.

Needs apache-airflow-providers-papermill beside kelan-analysis; KELAN_PROJECT names the project.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from airflow.providers.papermill.operators.papermill import PapermillOperator

try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.sdk import DAG
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.operators.bash import BashOperator

PROJECT = Path(os.environ.get("KELAN_PROJECT", "/srv/kelan"))
RELEASES = sorted(path.parent.name for path in (PROJECT / "data").glob("*/source.toml"))
# An operator a release shows its log in Airflow; a country of releases is one task, the batch.
SHOWN = RELEASES[:20]

with DAG(
    "kelan_briefs",
    schedule="30 18 * * *",
    start_date=datetime(2024, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 1, "retry_delay": timedelta(minutes=10)},
    tags=["kelan"],
) as dag:
    batch = BashOperator(
        task_id="batch",
        bash_command=f"cd {PROJECT} && .venv/bin/kelan batch --all",
        execution_timeout=timedelta(hours=8),
    )
    publish = BashOperator(
        task_id="publish",
        bash_command=f"cd {PROJECT} && .venv/bin/kelan publish site",
        trigger_rule="all_done",
    )
    for release in SHOWN:
        PapermillOperator(
            task_id=f"notebook_{release}",
            input_nb=str(PROJECT / "notebooks" / "brief.ipynb"),
            output_nb=str(PROJECT / "reports" / f"{release}.airflow.ipynb"),
            parameters={"release": release},
        ) >> batch
    batch >> publish
