"""The rows that nobody recognised, as letters and the summary have them."""
