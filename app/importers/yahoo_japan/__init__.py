"""The formats of Yahoo! JAPAN."""
