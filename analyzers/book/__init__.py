"""The account book: every event of the buyer is one entry, with the copies of it that other files hold. Pure."""
