"""Runs of cases: whose turn it is, how far they are, and what an operator may know of them."""
