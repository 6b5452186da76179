"""The formats of WAON."""

rank = 11
zone = "Asia/Tokyo"
