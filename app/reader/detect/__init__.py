"""Finds what a file is, its encoding, its header and where its tables end; reads no table."""
