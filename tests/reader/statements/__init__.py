"""Tests of statements for programs."""
