# For JupyterLab with jupyter-scheduler (pip install 'kelan-analysis[schedule]'): the dialog
# "Create Notebook Job" then makes briefs, with typed parameters, as HTML and PDF.
# Start with: jupyter lab --config=deploy/jupyter_server_config.py
c = get_config()  # noqa: F821
c.Scheduler.execution_manager_class = "kelan_analysis.scheduling.KelanExecutionManager"
c.SchedulerApp.environment_manager_class = "kelan_analysis.scheduling.KelanEnvironments"
