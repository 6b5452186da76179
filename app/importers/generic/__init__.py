"""The format of tables that no format recognises, with their columns named by a person."""
