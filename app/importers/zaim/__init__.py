"""The formats of Zaim."""
