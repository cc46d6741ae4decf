"""Many briefs: parallel, resumable, logged, each run proved."""
