"""The formats of GOLD POINT CARD+."""
