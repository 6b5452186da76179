"""Goods that went back, and money that came back."""
