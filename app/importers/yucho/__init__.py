"""The formats of Japan Post Bank."""
