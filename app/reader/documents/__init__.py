"""Reads workbooks, JSON, HTML, OFX and mails as tables; one module per kind of document."""
