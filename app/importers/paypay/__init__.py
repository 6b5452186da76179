"""The formats of PayPay."""
