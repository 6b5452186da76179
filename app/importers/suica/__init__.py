"""The formats of Suica."""

from app.i18n import N_

label = N_("Suica and PASMO")
rank = 10
zone = "Asia/Tokyo"
