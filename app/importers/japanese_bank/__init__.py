"""The formats of other banks of Japan."""

zone = "Asia/Tokyo"
