"""Reads the directory and the members of ZIP archives in memory; writes nothing to disk."""
