"""Tests of the desk of people who help."""
