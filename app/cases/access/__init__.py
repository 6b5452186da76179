"""Who has a case open: browsers, codes for coming back, helpers, and the sample."""
