"""The formats of au PAY."""
