"""The formats of X."""
