"""The formats of Steam."""
