"""The formats of MUFG Bank."""

zone = "Asia/Tokyo"
