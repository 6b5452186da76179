"""Pieces that several pages are made of, as plain data for the templates; no routes."""
