"""Amazon's own pages, saved or pasted."""
