"""The formats of shinkin banks."""
