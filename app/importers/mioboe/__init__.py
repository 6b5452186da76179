"""Files that Mioboe's own page saver writes."""
