"""The formats of AEON."""

zone = "Asia/Tokyo"
