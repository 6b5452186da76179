"""Runs the product over simulated accounts and compares its findings with the truth; publishes and calibrates."""
