"""Lists of movements of banks for which there is no layout."""
