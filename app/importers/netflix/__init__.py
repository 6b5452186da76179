"""The formats of Netflix."""

payments_are_orders = True
