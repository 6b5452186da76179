"""Runs the detectors on a history and makes findings, outcomes and episodes of what they yield. No rule of detection
lives here."""
