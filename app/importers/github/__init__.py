"""The formats of GitHub."""
