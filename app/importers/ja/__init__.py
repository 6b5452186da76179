"""The formats of JA Bank."""

zone = "Asia/Tokyo"
