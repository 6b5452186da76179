"""Typesetting a PDF in a separate process. It imports nothing of the report, so that the process starts fast and stays
small."""
