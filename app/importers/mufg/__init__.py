"""The formats of MUFG Bank."""
