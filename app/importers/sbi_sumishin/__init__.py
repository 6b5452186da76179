"""The formats of SBI Sumishin Net Bank."""

zone = "Asia/Tokyo"
