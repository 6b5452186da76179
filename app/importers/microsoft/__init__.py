"""The formats of Microsoft."""
