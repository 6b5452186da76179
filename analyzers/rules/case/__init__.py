"""Detectors that look at the whole case instead of one kind of event."""
