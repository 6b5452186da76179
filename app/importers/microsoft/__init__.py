"""The formats of Microsoft."""

rank = 6
likely = 4
