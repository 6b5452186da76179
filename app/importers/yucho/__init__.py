"""The formats of Japan Post Bank."""

zone = "Asia/Tokyo"
