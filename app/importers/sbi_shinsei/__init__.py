"""The formats of SBI Shinsei Bank."""

zone = "Asia/Tokyo"
