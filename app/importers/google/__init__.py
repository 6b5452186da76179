"""The formats of Google."""

rank = 2
group = "first"
likely = 2
payments_are_orders = True
