"""The formats of Suica."""
