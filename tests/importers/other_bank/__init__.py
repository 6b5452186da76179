"""Tests of statements of banks for which there is no layout."""
