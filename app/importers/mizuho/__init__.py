"""The formats of Mizuho Bank."""
