"""The formats of Money Forward."""

zone = "Asia/Tokyo"
