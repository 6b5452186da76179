"""The formats of Sony Bank."""
