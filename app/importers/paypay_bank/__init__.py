"""The formats of PayPay Bank."""
