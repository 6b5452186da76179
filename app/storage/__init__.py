"""The database and the encrypted vault. Nothing here knows what the stored content means."""
