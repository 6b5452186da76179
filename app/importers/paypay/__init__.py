"""The formats of PayPay."""

from app.i18n import N_

label = N_("PayPay")
rank = 5
zone = "Asia/Tokyo"
