"""The rows that nobody recognised, for letters and the summary."""
