"""The formats of Mizuho Bank."""

zone = "Asia/Tokyo"
