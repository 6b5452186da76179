"""The formats of AEON."""
