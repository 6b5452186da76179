"""Letters as data, and what they tell of the course of events."""
