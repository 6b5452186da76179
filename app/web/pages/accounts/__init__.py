"""The pages of an account with this service."""
