"""What the rows of several sources have in common: sign-ins, orders, refunds, returns."""
