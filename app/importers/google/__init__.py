"""The formats of Google."""
