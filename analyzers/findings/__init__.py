"""Runs the rules on a history and makes findings, outcomes and episodes from their marks. It contains no rule of
detection."""
