"""The formats of SMBC."""

zone = "Asia/Tokyo"
