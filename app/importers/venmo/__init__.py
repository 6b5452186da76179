"""The formats of Venmo."""
