"""The formats of Amazon."""
