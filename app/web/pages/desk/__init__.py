"""The pages of people who help."""
