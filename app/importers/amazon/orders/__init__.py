"""Orders of goods that Amazon ships, as Amazon's own files list them."""
