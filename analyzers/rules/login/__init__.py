"""Detectors for sign-ins."""
