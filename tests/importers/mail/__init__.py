"""The notices in mails."""
