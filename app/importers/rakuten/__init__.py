"""The formats of Rakuten."""
