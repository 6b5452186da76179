"""The pages of accounts that are worth saving: what is known of them, and which of them one person is shown."""
