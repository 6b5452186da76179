"""The formats of Mint."""
