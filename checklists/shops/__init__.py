"""Services as data, and what they say of the keys to an account."""
