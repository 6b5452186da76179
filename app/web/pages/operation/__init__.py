"""What the operator of an installation sees."""
