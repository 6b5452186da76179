"""Statements of cards, banks and ledgers."""
