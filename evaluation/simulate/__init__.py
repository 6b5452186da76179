"""Simulated account owners: personas, what they buy, pay and sign in to. The same seed gives the same account."""
