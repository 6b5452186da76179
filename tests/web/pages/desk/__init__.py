"""Tests of the pages of people who help."""
