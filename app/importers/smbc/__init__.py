"""The formats of SMBC."""
