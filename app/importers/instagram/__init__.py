"""The formats of Instagram."""
