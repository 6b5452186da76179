"""Data of an earlier version in the hands of this one."""
