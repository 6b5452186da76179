"""The formats of Amazon Seller Central."""

from app.i18n import N_

label = N_("Amazon Seller Central")
group = "seller"
payments_are_orders = True
