"""The cells of a row: columns by meaning, amounts, addresses, statuses and kinds of items."""
