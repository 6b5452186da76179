"""Backups: all that an installation holds in one encrypted file, and restoring an installation from it."""
