"""The formats of Apple."""
