"""The results for a case: its steps, dates, letters, recipients and summary."""
