"""The formats of Facebook."""
