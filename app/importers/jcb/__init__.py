"""The formats of JCB."""

zone = "Asia/Tokyo"
