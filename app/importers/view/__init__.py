"""The formats of VIEW card."""
