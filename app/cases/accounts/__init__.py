"""Accounts of this service: who signs in by name, how people prove who they are, and the cases of an account."""
