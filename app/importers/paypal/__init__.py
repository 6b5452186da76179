"""The formats of PayPal."""
