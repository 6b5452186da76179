"""What several rooms of Amazon's formats use."""
