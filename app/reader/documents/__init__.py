"""Reads workbooks, JSON, HTML and mails as tables; one module per kind of document."""
