"""The formats of Money Forward."""
