"""Detectors for refunds."""
