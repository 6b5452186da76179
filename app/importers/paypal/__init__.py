"""The formats of PayPal."""

from app.i18n import N_

label = N_("PayPal")
rank = 9
