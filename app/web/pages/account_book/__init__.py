"""The pages of the account book: result, questions, entries, findings."""
