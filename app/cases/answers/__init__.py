"""The account book of a case and what its owner answers."""
