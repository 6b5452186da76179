"""The formats of LinkedIn."""
