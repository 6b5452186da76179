"""The formats of WAON."""

rank = 11
