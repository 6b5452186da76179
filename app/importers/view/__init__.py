"""The formats of VIEW card."""

zone = "Asia/Tokyo"
