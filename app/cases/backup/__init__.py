"""Backups: all that an installation holds in one encrypted file, and an installation made of such a file."""
