"""The formats of WAON."""
