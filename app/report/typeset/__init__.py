"""Setting a PDF in a process of its own. It imports nothing of the report, so that the process starts at once and stays
small."""
