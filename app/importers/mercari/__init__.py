"""The formats of Mercari."""

from app.i18n import N_

label = N_("Mercari")
zone = "Asia/Tokyo"
