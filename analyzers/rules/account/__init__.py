"""Detectors for changes of an account and payments to new payees."""
