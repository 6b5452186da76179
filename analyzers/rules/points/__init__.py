"""Detectors for points."""
