"""Detectors for memberships and subscriptions."""
