"""The formats of JCB."""
