"""Reads delimited text as tables, quickly where it is clean and carefully where it is not."""
