"""The formats of Yahoo! JAPAN."""

from app.i18n import N_

label = N_("Yahoo! JAPAN")
rank = 3
zone = "Asia/Tokyo"
