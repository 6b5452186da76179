"""What one person's case can do: uploads, runs, verdicts, progress, notes. No HTTP and no templates."""
