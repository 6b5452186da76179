"""Detectors for the gift-card balance."""
