"""Detectors for orders."""
