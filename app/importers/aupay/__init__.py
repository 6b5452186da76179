"""The formats of au PAY."""

zone = "Asia/Tokyo"
