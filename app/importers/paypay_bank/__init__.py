"""The formats of PayPay Bank."""

zone = "Asia/Tokyo"
