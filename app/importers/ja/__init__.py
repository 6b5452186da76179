"""The formats of JA Bank."""
