"""The formats of Sony Bank."""

zone = "Asia/Tokyo"
