"""Detectors for the orders that a seller receives."""
