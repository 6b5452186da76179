"""Whole tables on their way from the reader to events, and tables that no format claims."""
