"""Days and times, in the ways in which files write them."""
