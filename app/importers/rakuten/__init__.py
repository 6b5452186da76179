"""The formats of Rakuten."""

from app.i18n import N_

label = N_("Rakuten")
rank = 4
zone = "Asia/Tokyo"
