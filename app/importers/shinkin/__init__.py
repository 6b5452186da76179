"""The formats of shinkin banks."""

zone = "Asia/Tokyo"
