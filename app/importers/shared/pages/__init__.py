"""Saved and pasted pages."""
