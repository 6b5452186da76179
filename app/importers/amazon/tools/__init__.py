"""Files that other people's browser extensions and programs write."""
