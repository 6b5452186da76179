"""The formats of Amazon."""

rank = 1
group = "first"
likely = 1
one_shop = True
payments_are_orders = True
has_orders = True
