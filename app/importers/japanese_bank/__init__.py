"""The formats of other banks of Japan."""
