"""Accounts of ours: who signs in by name, how they prove who they are, and the cases that they keep."""
