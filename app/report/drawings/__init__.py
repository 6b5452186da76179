"""The timeline and the balances of a history, and the data that they are drawn from."""
