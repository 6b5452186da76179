"""The functions of one person's case: uploads, runs, verdicts, progress, notes. No HTTP and no templates."""
