"""Parts of the pages on which files are handed in."""
