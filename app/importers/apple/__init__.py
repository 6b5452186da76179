"""The formats of Apple."""

rank = 7
likely = 3
payments_are_orders = True
