"""The formats of Chase."""
