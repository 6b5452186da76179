"""The formats of GOLD POINT CARD+."""

zone = "Asia/Tokyo"
