"""Rows of pictures of screens: which of them count."""
