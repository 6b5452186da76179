"""The timeline and the balances of a history, and what they are drawn from."""
