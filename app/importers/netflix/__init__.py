"""The formats of Netflix."""
