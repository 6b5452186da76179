"""The formats of Yodobashi.com."""

from app.i18n import N_

label = N_("Yodobashi.com")
zone = "Asia/Tokyo"
