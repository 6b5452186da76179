"""The formats of Zaim."""

zone = "Asia/Tokyo"
