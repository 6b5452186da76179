"""The formats of banks that write OFX or QFX."""
